import { expect, test } from 'vitest';
import { isFollowUp } from '#shared/answering/follow-up';
import { smallTalkOf, withoutCourtesy } from '#shared/answering/small-talk';
import { matterOf } from '#shared/handoff/key-sentences';
import { moodOf } from '#shared/understanding/emotion';
import { sentencesOf } from '#shared/understanding/plain';
import { answerToOffer, rejectsAnswer } from '#shared/understanding/replies';
import { satisfactionOf } from '#shared/understanding/satisfaction';
import { isSettled } from '#shared/understanding/settled';
import { slotsOf } from '#shared/understanding/slots';
import { stageOf } from '#shared/understanding/stage';
import { topicOf } from '#shared/understanding/topics';
import { wantsPerson } from '#shared/understanding/wishes';
import { cpuMs } from '#test/house/cpu';

/** As long as a frame allows, each built to make a careless pattern try again and again. */
const LONGEST = 4000;
const filled = (part: string, end = ''): string => part.repeat(LONGEST).slice(0, LONGEST - end.length) + end;
const cruel = [
  filled('a'),
  filled(' '),
  filled('1'),
  filled('1 '),
  filled('1-'),
  filled('嗯', 'x'),
  filled('好的', 'x'),
  filled('yes ', 'x'),
  filled('ok ok', '?'),
  filled('谢谢！！', 'x'),
  filled('thanks !!', 'x'),
  filled('hi ', 'x'),
  filled('你好，', 'x'),
  `talk ${filled('an', 'x')}`,
  `talk ${filled(' a an any', 'x')}`,
  `connect me ${filled('to the ', 'x')}`,
  `can ${filled('a real ', 'x')}`,
  filled('not a the very ', 'good'),
  filled('转', 'x'),
  filled('给我', '人'),
  filled('不要再', 'x'),
  filled('吃完', 'x'),
  filled('because hospital ', 'x'),
  filled('because of your ', 'x'),
  filled('my account '),
  filled('.'),
  filled('a.'),
  filled('。'),
  filled('！？'),
  filled('\n'),
  filled('订单号'),
  filled('order number '),
  filled('no. no no '),
  filled('太非常'),
  filled('👍'),
  filled('市'),
  filled('1号'),
  filled('北京市朝阳区'),
  filled('1 a b c d ', 'st'),
  filled('不是1'),
  filled('no, 12345 '),
  filled('sorry, '),
  filled('周'),
  filled('太好了'),
  filled('不好'),
  filled('thank_you_'),
  filled('soooo '),
  filled('goooood'),
  filled(':('),
  filled('#'),
  filled('#Ab'),
  filled('但是'),
];
const readers: [name: string, read: (text: string) => unknown][] = [
  ['wantsPerson', wantsPerson],
  ['answerToOffer', answerToOffer],
  ['rejectsAnswer', rejectsAnswer],
  ['topicOf', topicOf],
  ['moodOf', moodOf],
  ['stageOf', stageOf],
  [
    'satisfactionOf',
    (text) =>
      satisfactionOf([
        { from: 'customer', text },
        { from: 'firm', text },
        { from: 'customer', text },
      ]),
  ],
  ['isSettled', isSettled],
  ['isFollowUp', isFollowUp],
  ['smallTalkOf', smallTalkOf],
  ['withoutCourtesy', withoutCourtesy],
  ['matterOf', matterOf],
  ['sentencesOf', sentencesOf],
  [
    'slotsOf',
    (text) =>
      slotsOf([
        { seq: 1, from: 'firm', text },
        { seq: 2, from: 'customer', text },
      ]),
  ],
];

/** Far above what any of them takes (under 100 ms), far below what a pattern that runs away would. CPU ms. */
const LONGEST_MS = 3000;

test.each(readers)('%s does not run away on the longest and worst message', (_, read) => {
  const slow = cruel.flatMap((text) => {
    const took = cpuMs(() => read(text));
    return took > LONGEST_MS ? [`${text.slice(0, 24)}: ${took.toFixed(0)} ms`] : [];
  });

  expect(slow).toEqual([]);
});
