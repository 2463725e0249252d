import type { Clause } from './clue.ts';

/** What follows these is what is meant; what came before was conceded. */
const turnsAway =
  /(?:^|\s)(?:but|however|yet|unfortunately|sadly|except|instead|until|then)\b|^(?:但|可是|可(?!以|能|爱|靠|信|口|乐|惜|见|怕)|然而|结果|没想到|谁知|哪知|哪知道|谁料|却|可惜|直到|后来)/;
/** A small reserve beside what was said: "很好，就是有点慢". */
const reserves = /^(?:就是(?!说)|只是|只不过|不过|除了|唯一|美中不足|要是|如果)/;
const concedes =
  /^(?:虽然|虽说|虽|尽管|即使|哪怕|就算|although|though|even though|even if|despite|in spite of|while|regardless)/;
const sumsUp =
  /^(?:总之|总的|总体|整体|综合|总而言之|一句话|反正|综上|all in all|overall|in short|in summary|bottom line|to sum)/;

const shareOf = (clause: string): number => {
  if (concedes.test(clause)) return 0.5;
  if (sumsUp.test(clause)) return 1.6;
  if (reserves.test(clause)) return 0.8;
  return turnsAway.test(clause) ? 1.3 : 1;
};

/** Where a clause begins without a mark: before a word that turns the sentence round. */
const unmarked =
  /(?=\s(?:but|however|although|though|except|yet)\s)|(?<=[^\s，,])(?=但是|但(?!愿)|可是|然而|不过(?!如此|关|敏|瘾)|虽然|尽管)/g;
const marks = /[,，、;；:：~～…\n]+|\.{2,}|(?<![\d])\.(?!\d)|[。!！?？]+/;
const asking = /[?？]|(?:吗|么(?<!什么|怎么|那么|这么)|呢)[。.!！~～\s]*$/;

/** "Great, another delay" is said in one breath. */
const exclaimed = /^(\s*(?:oh )?(?:great|awesome|fantastic|perfect|wonderful|lovely|nice|brilliant|excellent)),(?= )/;

/** The sentences of a plain text with their end marks. */
const sentences = (text: string): string[] =>
  text.match(/(?:[^。！？!?\n.]|\.(?=[^\s.]))+(?:[。！？!?.]+|\n+|$)/g) ?? [];

/** The clauses of a plain text; in a sentence that turns round, what comes before the turn counts less. */
export const clausesIn = (text: string): Clause[] =>
  sentences(text).flatMap((sentence) => {
    const parts = sentence
      .replace(exclaimed, '$1')
      .split(marks)
      .flatMap((part) => part.split(unmarked))
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const turn = parts.findLastIndex((part) => turnsAway.test(part));
    const asks = asking.test(sentence);
    return parts.map((part, place) => ({ text: part, asks, share: shareOf(part) * (place < turn ? 0.7 : 1) }));
  });
