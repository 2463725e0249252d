import { type Mood, moodOf } from './emotion.ts';
import { plain } from './plain.ts';

/** One message of a conversation, oldest first. */
export type Spoken = { from: 'customer' | 'firm'; text: string };
/** What was read where: `turn` counts from 0 over all messages. */
export type SatisfactionClue = { turn: number; words: string; rule: string; weight: number };
/** How content a customer leaves, -1 to 1, 0 where nothing tells; `clues` name what was read. */
export type Satisfaction = { score: number; clues: SatisfactionClue[] };

type Sign = { rule: string; weight: number; words: RegExp };

/** What a customer says of the outcome itself. */
const outcome: readonly Sign[] = [
  {
    rule: 'solved',
    weight: 2,
    words:
      /(?<![没未不])(?:解决|搞定|修好|弄好|处理好|办好|恢复|查到|找到|收到|到账|正常|成功|可以用?|能用|好|通)了(?!吗|么|没|又|再|几|多|才|就)|(?:明白|懂|清楚|知道|了解|晓得)了?[。.!！~～,，谢啊啦]|(?:明白|懂|清楚|知道|了解)了?$|原来(?:如此|是这样)|没(?:有)?(?:别的|其他)?问题了|\b(?:solved|fixed|sorted|resolved|works? (?:now|again|fine)|working (?:now|again)|got it|found it|received it|i see|understood|makes sense|that helps|that helped)\b/,
  },
  {
    rule: 'agrees',
    weight: 1,
    words:
      /^(?:好的?|嗯+|行|可以|ok|okay|收到|哦+|噢|恩|是的|好吧|好滴|好嘞|好哒|yes|sure|alright|great|fine)(?:[\s,，。.!！~～]|$)|已(?:经)?(?:私信|发送|发给|提供|回复|填写|提交)|(?:我)?(?:试试|试一下|去试|看看|去看|等着|等你|期待)|\b(?:i'll (?:try|wait|check|do)|let me (?:try|check)|will (?:try|do)|dm(?:ed)? (?:you|sent)|already sent)\b/,
  },
  {
    rule: 'unsolved',
    weight: -1.6,
    words:
      /还是(?:不|没|一样|老样子|这样|那样|无法)|仍然?|依然|依旧|照样|(?:没有?|未)(?:解决|处理|恢复|收到|到账|回复|反应|反馈|结果|用|人)|不(?:行|管用|能用|解决|处理|回复?|理|给|对|是这)|无法|又(?:来|断|坏|卡|掉|不|没|开始|出)|(?:到底|究竟|什么时候|多久|几时|要等到)|打不通|答非所问|踢皮球|敷衍|推卸|忽悠|\b(?:still (?:not|no|does|can|have|waiting|the same)|(?:not|never|isn't|hasn't been|wasn't) (?:solved|fixed|resolved|answered|work(?:ing|ed)?)|no (?:one|reply|response|answer|use)|doesn't work|does not work|didn't work|when (?:will|can|are)|how long|useless|same problem)\b/,
  },
  {
    rule: 'asks-again',
    weight: -0.6,
    words: /[?？]|[吗呢么](?:[\s。.!！]|$)|为什么|为啥|怎么/,
  },
  {
    rule: 'repeats',
    weight: -0.4,
    words:
      /(?:已经|都)(?:说|打|反映|投诉|报|问|联系|等)|(?:多|几|两|三|N|n|无数)(?:次|遍|回)|(?:几|多|两|三|四|五|半)个?(?:天|月|年|星期|周|小时)了?|一直|每次|每天|天天|总是|老是|\b(?:already (?:told|said|called|sent|asked)|(?:several|many|two|three|four|multiple) times|every (?:time|day)|for (?:days|weeks|months|years)|again and again|always)\b/,
  },
];

/** What the firm's last answer holds: it is done, or put off, or excused. */
const answerSigns: readonly Sign[] = [
  {
    rule: 'done',
    weight: 1,
    words:
      /已(?:经)?(?:为您|帮您|给您)?(?:处理|解决|恢复|修复|办理|退款|补发|发放|开通|取消|安排|完成)|不客气|不用谢|客气了|很高兴|\b(?:has been (?:resolved|fixed|processed|refunded|restored)|we have (?:fixed|resolved|processed)|you're welcome|you are welcome|glad (?:to|it|we))\b/,
  },
  {
    rule: 'put-off',
    weight: -0.5,
    words:
      /(?:会|将)?(?:尽快|及时|马上|第一时间)?(?:向|给)?(?:相关|有关)?部门?(?:反馈|反映|转达|转告|上报|核实)|敬请(?:等待|关注|期待)|耐心等|稍后|请(?:您)?(?:耐心|稍)|无法|不能|不支持|暂(?:时)?(?:不|没|无)|\b(?:be patient|please wait|forward(?:ed)? (?:it|this|your)|relevant department|look into|cannot|unable|not (?:available|supported) (?:yet|now))\b/,
  },
  {
    rule: 'apology',
    weight: -0.4,
    words: /抱歉|对不起|不好意思|歉意|见谅|谅解|\b(?:sorry|apologi[sz]e|apolog(?:y|ies)|inconvenience)\b/,
  },
];

const signsIn = (text: string, signs: readonly Sign[], turn: number, share: number): SatisfactionClue[] =>
  signs.flatMap(({ rule, weight, words }) => {
    const found = words.exec(text)?.[0];
    return found === undefined ? [] : [{ turn, words: found.trim(), rule, weight: weight * share }];
  });

/** Thanks in a first message open a question politely; later they close it. */
const thanks = /谢|感谢|感激|辛苦|thank|thx|appreciate/;
const thanksIn = (text: string, turn: number, share: number): SatisfactionClue[] => {
  const found = thanks.exec(text)?.[0];
  return found === undefined ? [] : [{ turn, words: found, rule: 'thanks', weight: 2.2 * share }];
};

const moodClue = ({ valence, clues }: Mood, turn: number, weight: number): SatisfactionClue[] =>
  valence === 0
    ? []
    : [{ turn, words: clues.map(({ words }) => words).join(' '), rule: 'mood', weight: valence * weight }];

/** What a later message of the customer counts: the last one most, since it is what she leaves with. */
const shareOf = (age: number): number => 0.25 ** age;

/**
 * How content a customer leaves a conversation: her first message states the matter and counts little, each later one says how it
 * goes, the last one most; of the firm's, the last. Lines may be in Chinese or English.
 */
export const satisfactionOf = (lines: readonly Spoken[]): Satisfaction => {
  const spoken = lines.map(({ from, text }, turn) => ({ from, text, words: plain(text), turn }));
  const own = spoken.filter(({ from }) => from === 'customer');
  const [first, ...later] = own;
  const answer = spoken.findLast(({ from }) => from === 'firm');
  const clues = [
    ...(first ? moodClue(moodOf(first.text), first.turn, later.length === 0 ? 1 : 0.6) : []),
    ...later.flatMap(({ text, words, turn }, place) => {
      const share = shareOf(later.length - 1 - place);
      return [
        ...moodClue(moodOf(text), turn, 1.6 * share),
        ...signsIn(words, outcome, turn, share),
        ...thanksIn(words, turn, share),
      ];
    }),
    ...(answer ? signsIn(answer.words, answerSigns, answer.turn, 1) : []),
  ];
  const sum = clues.reduce((total, { weight }) => total + weight, 0);
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    score: rounded(sum / (Math.abs(sum) + 3)),
    clues: clues.map((clue) => ({ ...clue, weight: rounded(clue.weight) })),
  };
};
