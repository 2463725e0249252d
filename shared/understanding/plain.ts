/** Words in their plain form for rules to read: half-width, lower case, straight apostrophes, single spaces. */
export const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();

/** The clauses of a text: what stands between marks. A rule that reads one clause is not misled by the next. */
export const clausesOf = (text: string): string[] =>
  plain(text)
    .split(/[,，.。!！?？;；:：、~～…\n]+/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');

/** The sentences of a text as they were written, marks kept. Joined they give the text again, white space at the ends aside. */
export const sentencesOf = (text: string): string[] =>
  (text.match(/(?:[^。！？!?\n.]|\.(?=\S))+(?:[。！？!?.]+["”’」』）)]*|\n+|$)/g) ?? [])
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));

/** Letters and digits only: what is left of a text when marks, spaces and emoji are taken away. */
export const bare = (text: string): string => plain(text).replace(/[^\p{L}\p{N}]+/gu, '');
