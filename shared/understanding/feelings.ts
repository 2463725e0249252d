/**
 * Words of feeling, of our own choosing for a shop's customers, by strength from -1 (fury) to 1 (delight). Longer words are
 * read before the shorter ones they hold. `fear` marks worry rather than anger.
 */
type Feeling = { strength: number; words: string };

export const han: readonly Feeling[] = [
  {
    strength: -1,
    words:
      '骗子 诈骗 王八蛋 混蛋 去死 滚蛋 滚 妈的 他妈 tmd 操你 卧槽你 傻逼 傻x 煞笔 脑残 智障 畜生 无耻 不要脸 丧尽天良 黑店 黑心 坑爹 欺诈 欺人太甚 忍无可忍 气死 气炸 恶心死 奸商',
  },
  {
    strength: -0.75,
    words:
      '垃圾 恶心 太过分 过分 愤怒 生气 火大 恼火 可恶 气人 差劲 太差 极差 烂透 什么破 破店 废物 坑人 坑我 耍我 玩我 敷衍 忽悠 推卸 踢皮球 不负责任 受够 无语死 最差 糟透 再也不 拉黑 蠢 没素质 糊弄 有病 有毛病 什么玩意 什么东西啊 一肚子火 凭什么 岂有此理',
  },
  {
    strength: -0.5,
    words:
      '失望 糟糕 差评 无语 郁闷 不满 烦死 烦人 烦 难用 太慢 慢死 没用 不管用 离谱 荒唐 搞什么 怎么搞的 什么态度 态度差 服务差 质量差 坏的 假货 欺负 浪费时间 骂人 没人管 没人理 不理人 答非所问 推来推去 一直没 说话不算 倒霉 心寒 受不了 后悔',
  },
  {
    strength: -0.3,
    words:
      '不好 不行 不满意 有问题 问题 麻烦死 破了 坏了 漏发 错发 发错 少发 没收到 还没到 还没收到 等了 拖 迟迟 不舒服 难受 可惜 唉 哎 不爽',
  },
  { strength: 0.35, words: '好用 不错 还行 满意 喜欢 挺好 可以了 解决了 明白了 懂了 好评 方便' },
  {
    strength: 0.55,
    words: '谢谢 感谢 多谢 谢啦 开心 高兴 贴心 给力 很好 真好 太好了 好棒 真棒 厉害 爱了 辛苦了 点赞 靠谱 惊喜',
  },
  { strength: 0.85, words: '太感谢 感激不尽 完美 超赞 太棒 爱死 非常满意 超级满意 无敌 感动' },
];
export const hanFear: readonly Feeling[] = [
  {
    strength: -0.45,
    words:
      '着急 很急 好急 急死 急用 太急 特别急 心急 焦虑 担心 害怕 怕 慌 不安 紧急 救急 怎么办啊 来不及 赶紧 赶快 快点 尽快 加急 求求 急急 十万火急 人命关天 睡不着 纠结',
  },
];

export const latin: readonly Feeling[] = [
  {
    strength: -1,
    words:
      '"fuck you" "fuck off" "fuck this" bullshit asshole* scammer* scumbag* thieves thief liars liar crooks crook bastard* motherf* wtf stfu "go to hell" "piece of shit" "rip off" ripoff fraudsters moron* idiots idiot furious outrageous criminals',
  },
  {
    strength: -0.75,
    words:
      'fuck* disgusting shit shitty crap awful horrible terrible atrocious pathetic angry mad livid hate worst unacceptable ridiculous appalling shameful disgraceful incompetent useless garbage trash "what a joke" "a joke of" rubbish stupid dumb "fed up" "sick of" "sick and tired" "screw you" "never again" "how dare" "pissed off" lying lied robbed insulting',
  },
  {
    strength: -0.5,
    words:
      'disappointed disappointing disappointment frustrated frustrating annoyed annoying bad poor unhappy upset terribly "waste of time" "wasting my time" ignored ignoring unprofessional rude "too slow" "so slow" unhelpful nonsense broken "not good enough" "no one answers" "nobody answers" regret sucks suck misleading',
  },
  {
    strength: -0.3,
    words:
      'wrong slow problem issue damaged missing late delayed "still waiting" "still not" "not happy" "not working" confused unfortunately fail* trouble sad defective',
  },
  { strength: 0.35, words: 'good nice fine works worked okay solved helpful clear like helped' },
  {
    strength: 0.55,
    words: 'thanks thank thx ty great happy glad love lovely cool appreciate* wonderful cheers pleased',
  },
  {
    strength: 0.85,
    words: 'amazing awesome perfect excellent fantastic brilliant delighted "thank you so much" outstanding superb',
  },
];
export const latinFear: readonly Feeling[] = [
  {
    strength: -0.45,
    words:
      'worried worry worrying anxious nervous scared afraid urgent urgently asap panic panicking desperate desperately hurry "as soon as possible" emergency "running out of time" "please help" stressed stressful immediately',
  },
];

export const emoji: Readonly<Record<string, number>> = {
  '🤬': -1,
  '😡': -0.9,
  '😠': -0.75,
  '👿': -0.75,
  '💢': -0.7,
  '🖕': -1,
  '🤮': -0.8,
  '💩': -0.7,
  '👎': -0.6,
  '😤': -0.6,
  '🙄': -0.45,
  '😒': -0.45,
  '😞': -0.4,
  '😢': -0.4,
  '😭': -0.45,
  '😩': -0.45,
  '😫': -0.45,
  '😟': -0.4,
  '😰': -0.45,
  '😱': -0.45,
  '😨': -0.45,
  '🙂': 0.1,
  '😊': 0.5,
  '😀': 0.5,
  '😁': 0.5,
  '😄': 0.5,
  '👍': 0.4,
  '🙏': 0.3,
  '❤': 0.6,
  '😍': 0.7,
  '🥰': 0.7,
  '🎉': 0.6,
  '👏': 0.5,
};
export const fearfulEmoji = new Set(['😢', '😭', '😩', '😫', '😟', '😰', '😱', '😨', '😞']);

/** Things and set phrases that only sound like a feeling. */
export const neutral =
  /垃圾(?:袋|桶|箱|分类|处理器|短信|邮件)|问题不大|没问题|有问题(?:想|要)?(?:问|咨询)|(?:想|要)?(?:问|咨询)(?:一下|下)?(?:个|一个|几个)?问题|烦请|麻烦(?:你|您|帮|问|看|查|转|了)|急冻|急速|好的|谢绝|生气勃勃|破壁机|破价|滚轮|滚筒|滚烫|上火|火锅|\b(?:trash|garbage|rubbish) (?:bags?|cans?|bins?)|\bno (?:problem|issue|trouble|worries)\b|\b(?:question|problem) about\b|\b(?:would|i'd|id) (?:like|love)\b|\blike (?:this|that|the)\b|\bgood (?:morning|evening|afternoon|night|day)\b|\bis (?:it|this|that) (?:good|fine|ok|okay|nice)\b|\bmad(?:e|rid)\b/g;
