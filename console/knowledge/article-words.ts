import type { KnowledgeWords } from '../words/knowledge/words.ts';
import { refusalWords } from '../words/refusal-words.ts';
import type { Words } from '../words/words.ts';
import type { Why } from './answers.ts';
import type { Fault } from './articles/form.ts';

/** What is wrong with a field, beside it. */
export function faultWords(fault: Fault | undefined, { fault: words }: KnowledgeWords): string | undefined {
  if (!fault) return undefined;
  switch (fault.why) {
    case 'too-long':
    case 'too-many':
      return words[fault.why](fault.over);
    case 'unsafe':
      return words.unsafe(fault.found);
    default:
      return words[fault.why];
  }
}

/** Why an act was not done. Somebody else's save is told where her text is. */
export function whyWords(why: Why, words: Words): string {
  const { refused, fault } = words.knowledge;
  switch (why.refused) {
    case 'other':
      return why.code ? refusalWords(why.code, words) : words.refusedOther;
    case 'stale-version':
      return refused['wrong-state'];
    case 'content-refused':
      return fault.sent(why.field ?? '', why.found ?? '', why.limit ?? '');
    default:
      return refused[why.refused];
  }
}
