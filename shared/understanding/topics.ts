import { clausesOf } from './plain.ts';

/**
 * Matters that go to people, by name, the most pressing first: where a text touches several, this order decides. `safety` and
 * `security` press; the others are to be settled with care. `vip` brings nobody by itself: it says who is waiting.
 */
export const TOPICS = ['safety', 'security', 'complaint', 'minor', 'privacy', 'vip'] as const;
export type Topic = (typeof TOPICS)[number];

type Rule = { topic: Topic; name: string; words: RegExp; unless?: RegExp };

/** Asked in general ("what if", "会不会", "how do I"), the pages answer; a matter that has happened, or an order to act, does not wait. */
const inGeneral =
  /^(?:请问)?(?:如果|要是|万一|假如)|会不会|是否会|会(?:导致|引起)?(?:过敏|漏电|爆炸|起火)(?:吗|么)|容易(?:过敏|漏电|起火)|防(?:漏电|盗|火|爆)|\b(?:what (?:if|happens if)|in case|does it|do they|will it|is it|could it|can it|are they)\b/;
const howTo =
  /怎么|如何|怎样|能不能|可以.*[吗么]|能.*[吗么]$|在哪|\bhow (?:do|can|to|long)\b|\bwhere (?:do|can)\b|\b(?:can|may|could) i\b|\bdo you\b/;

const rules: readonly Rule[] = [
  {
    topic: 'safety',
    name: 'injury',
    words:
      /受伤|割伤|划伤|烫伤|烧伤|灼伤|砸伤|摔伤|(?:手|脚|脸|皮肤|嘴|孩子|宝宝|小孩|老人|头|眼睛)(?:都|被|给|全)*(?:划|割|刺|扎|烫|烧|砸|炸)(?:破|伤|出血|了)|流血|出血|(?:吃|用|喝|你们|产品|害|导致|因为|全家|孩子|宝宝).{0,16}(?:送医|住院|急诊|[进去](?:了)?医院)|中毒|窒息|呛到|触电|被电(?:到|了|击)|电到(?:我|孩子|人)|误[吞食服]|吞(?:下|了)(?:电池|零件|磁铁)|\binjur(?:y|ed|ies)\b|\b(?:burned|burnt|cut|hurt|scalded) (?:my|me|our|her|his|the (?:baby|child))\b|\bbleeding\b|\b(?:hands?|face|skin|fingers?|legs?|arms?|eyes?) (?:was|were|is|are|got) (?:badly |severely )?(?:burn(?:ed|t)|cut|scalded|hurt)\b|\bswallowed (?:a|the|it)\b|\b(?:hospital|emergency room)\b(?=.*\b(?:because|after|from|due|your)\b)|\b(?:because|after|from|due|your)\b.*\b(?:hospital|emergency room)\b|\belectrocuted\b|\belectric shock\b|\bfood poisoning\b|\bpoisoned\b|\bchok(?:ed|ing)\b/,
    unless: inGeneral,
  },
  {
    topic: 'safety',
    name: 'reaction',
    words:
      /(?:严重|全身|脸上?|皮肤|宝宝|孩子|吃完|吃了|用完|用了|涂了?|喝了).{0,12}(?:过敏|红肿|起疹子|呕吐|上吐下泻|拉肚子|呼吸困难|休克)|(?:过敏|呕吐|拉肚子|休克)(?:得|很|非常)?(?:了|厉害|严重)|\b(?:allergic reaction|anaphyla|broke out in|throwing up|vomit(?:ing|ed)|can't breathe|cant breathe|face (?:is )?swell|got (?:very |really )?sick)/,
    unless: inGeneral,
  },
  {
    topic: 'safety',
    name: 'fire',
    words:
      /着火|起火|冒烟|爆炸|炸了|自燃|漏电|煤气泄漏|电池鼓包|\b(?:caught fire|on fire|exploded|explosion|smoking|sparks|sparking|overheat(?:ed|ing)|gas leak)\b/,
    unless: inGeneral,
  },
  {
    topic: 'safety',
    name: 'self-harm',
    words:
      /自杀|自残|不想活|轻生|跳楼|活不下去|活着没意思|死了算了|一死了之|结束(?:自己的)?生命|\b(?:kill(?:ing)? myself|suicid|end(?:ing)? (?:my life|it all)|want(?:ed)? to die|hurt(?:ing)? myself|self[- ]harm|no reason to live)/,
  },
  {
    topic: 'security',
    name: 'account-taken',
    words:
      /(?:账号|帐号|账户|帐户|号|密码|余额|积分)(?:好像|可能|疑似|似乎|应该)?(?:被|遭)(?:人|别人)?(?:盗|黑|改|登|偷|入侵|冒用|刷)|(?:盗号|被盗刷|盗刷|盗用了?我|冒用我|异地登录|陌生(?:设备|人)登录|不是我(?:本人)?(?:下(?:的)?单|下的|买的|操作|登录|付的|拍的)|有人(?:登录|登陆|用)了?我的?(?:账号|帐号|账户|号))|\b(?:account|password|profile|e-?mail)\b.{0,20}\b(?:hacked|stolen|hijacked|compromised|taken over|broken into)\b|\bhacked\b|\b(?:somebody|someone|somebody else|someone else) (?:got into|logged in|signed in|is using|used|accessed|changed)\b.{0,12}\b(?:account|password|card|email)\b|\b(?:unauthori[sz]ed|fraudulent|unknown) (?:order|orders|payment|charge|charges|transaction|login|sign-in|purchase)|\bi (?:did not|didn't|didnt|never) (?:place|make|made|placed|order|authori[sz]e|buy|do)(?:ed)? (?:this|that|these|those|the) (?:order|orders|payment|purchase|charge|transaction)/,
    unless: /^(?:如果|要是|万一|假如|怎么防|如何防)|防止|避免|\b(?:what if|in case|prevent|avoid|protect)\b/,
  },
  {
    topic: 'security',
    name: 'scam',
    words:
      /(?:被骗|诈骗|骗了我|骗走|(?:冒充|自称|假冒|假扮)(?:是)?(?:你们|客服|店家|官方|平台)|客服.{0,6}(?:让|叫|要)我(?:转账|汇款|的?验证码|下载)|(?:让|叫|要)我.{0,6}(?:转账|汇款|共享屏幕|屏幕共享)|钓鱼(?:网站|链接)|骗(?:我)?(?:转账|验证码))|(?:给|把|告诉).{0,8}验证码.{0,8}(?:骗子|他了|对方|别人了)|\b(?:scam(?:med|mer)?|phish(?:ing|ed)|fraud|identity theft|pretend(?:ing|ed) to be (?:you|lantern|your))\b/,
    unless:
      /怎么(?:防|识别|辨别|分辨)|是(?:真的|骗子|诈骗)[吗么]|\b(?:prevent|avoid|recogni[sz]e|is (?:this|that|it) (?:a )?(?:scam|fraud|phishing|real))\b/,
  },
  {
    topic: 'complaint',
    name: 'complaint',
    words:
      /(?:我)?(?:要|想|必须|得|准备|打算|正式|去|会)(?:再)?(?:投诉|举报|曝光|维权|起诉|告你|告你们|告到|打官司|走法律|报警)|投诉你们?|投诉(?:电话|渠道|到|给)|^(?:投诉|举报|维权|曝光)$|^(?:我)?(?:要|想)?投诉|\b(?:file|make|lodge|submit|raise|register|open|want|wish) (?:to )?(?:an? |my |this |another )?(?:formal |official |serious )?(?:complaint|complain)\b|\bformal complaint\b|\b(?:i'll|ill|i will|going to|gonna|want to) (?:report|sue|complain about) (?:you|this (?:shop|store|company))\b|^(?:complaint|complain)$/,
    unless:
      /不(?:想|用|是要?|准备|打算)投诉|取消投诉|撤(?:销|回)投诉|\b(?:not|don't|dont) (?:want to )?(?:complain|file)/,
  },
  {
    topic: 'complaint',
    name: 'press',
    words:
      /媒体|记者|电视台|报社|采访|热搜|爆料|(?:小红书|微博|抖音|朋友圈|网上|贴吧|知乎).{0,4}曝光|曝光.{0,4}(?:小红书|微博|抖音|网上)|发(?:到)?(?:微博|抖音|小红书|网上)|\b(?:journalists?|reporters?|newspapers?|the press\b(?! (?:on|and|here|down|button))|local news|tv (?:station|news)|go(?:ing|es)? (?:viral|public)|(?:going|post(?:ing|ed)? (?:it|this)?|put(?:ting)? (?:it|this)) (?:on|to|all over) (?:tiktok|twitter|x|facebook|instagram|social media|reddit|youtube))\b/,
    unless:
      /媒体(?:播放|文件|格式)|多媒体|流媒体|记者证|记者(?:专)?用|采访机|(?:发|晒)(?:抖音|小红书|微博|朋友圈)(?:返|有|集赞|领|送|可以|能)|\b(?:social media (?:account|page|link)|reporters? notebooks?|press (?:the|on|and|here|down))\b/,
  },
  {
    topic: 'complaint',
    name: 'authority',
    words:
      /12315|12345热线|消协|消费者协会|消保委|市场监管|工商局|市监局|黑猫投诉|监管部门|\b(?:consumer (?:protection|association|council|rights)|trading standards|better business bureau|bbb|ombudsman|trustpilot|small claims)\b/,
    unless:
      /媒体(?:播放|文件|格式)|多媒体|记者证|\b(?:social media (?:account|page|link)|press (?:the|on|and|here|down))\b/,
  },
  {
    topic: 'complaint',
    name: 'legal',
    words:
      /律师|律师函|起诉|法院|打官司|法律途径|仲裁|假一赔[三十四]|退一赔[三十]|索赔|欺诈消费者|消费欺诈|报警|公安|\b(?:lawyer|attorney|solicitor|sue|suing|lawsuit|legal action|in court|to court|take you to court|chargeback|police report|call(?:ed|ing)? the police)\b/,
    unless: /赔付险|运费险|律师(?:节|袍)|法院专递|\b(?:sue's|court shoes?)\b/,
  },
  {
    topic: 'privacy',
    name: 'erasure',
    words:
      /(?:删除|删掉|清除|抹掉|销毁|去掉|删了)(?:我|本人)?的?(?:所有|全部)?(?:的)?(?:个人|身份|客户)?(?:信息|数据|资料|隐私|记录)|(?:把|将)我的?(?:所有|全部)?(?:的)?(?:个人)?(?:信息|数据|资料|隐私).{0,6}(?:删|清|销毁|抹)|(?:撤回|收回)(?:我的)?(?:授权|同意)|被遗忘权|\b(?:delete|erase|remove|wipe|destroy) (?:all )?(?:of )?(?:my|the) (?:personal |private |customer )?(?:data|information|info|details|records)\b|\bright to (?:be forgotten|erasure)\b|\bwithdraw (?:my )?consent\b/,
    unless: howTo,
  },
  {
    topic: 'privacy',
    name: 'leak',
    words:
      /(?:泄露|泄漏|外泄|倒卖|贩卖|出卖|卖)(?:了)?(?:我|客户|用户|顾客)的?(?:个人)?(?:信息|隐私|电话|手机号|资料|地址)|(?:信息|隐私|资料|手机号|电话)(?:被|让)(?:你们|别人|人)?(?:给)?(?:泄露|泄漏|卖|曝|公开)|(?:把|将)我的?(?:个人)?(?:信息|隐私|电话|手机号?|资料|地址)(?:给)?(?:泄露|泄漏|卖|曝|公开|给了?别人)|侵犯(?:了)?(?:我的?)?隐私|\b(?:leaked|sold|shared|published|disclosed|exposed) my (?:personal |private )?(?:data|information|info|details|number|phone|address|email)\b|\bdata (?:breach|leak)\b|\bmy (?:data|information|details) (?:was|were|got|has been|have been) (?:leaked|sold|stolen|exposed)\b/,
    unless: /会不会|会(?:被)?(?:泄[露漏]|外泄|倒?卖|公开).*[吗么]|\b(?:will you|do you|would you)\b/,
  },
  {
    topic: 'privacy',
    name: 'law',
    words:
      /\bgdpr\b|\bccpa\b|\bpipl\b|个人信息保护法|个保法|数据主体|\bdata (?:subject|protection officer)\b|\bsubject access request\b|(?:申请|要求|请|需要)(?:查询|查阅|复制|更正|提供)(?:我的?|本人)?的?(?:全部)?个人(?:信息|数据)/,
  },
  {
    topic: 'minor',
    name: 'purchase',
    words:
      /未成年|(?:我|本人)(?:今年)?(?:才|只有|还不到|不满)?(?:[6-9]|1[0-7]|[六七八九十]|十[一二三四五六七])岁|(?:孩子|小孩|儿子|女儿|娃|熊孩子|弟弟|妹妹)(?:自己|偷偷|偷|背着我|趁我|不懂事|误|乱|才.{0,4}岁).{0,12}(?:买|充|下单|下的单|付|点|刷|拍|花了)|(?:孩子|小孩|儿子|女儿|娃)(?:用|拿)我的?(?:手机|账号|卡|支付宝|微信)|\b(?:a minor|underage|under age)\b|\bi(?:'m| am) (?:only )?(?:[6-9]|1[0-7])(?: years old| yo)?\b(?! (?:weeks|days|months|minutes|hours|miles|km|%|percent|stone|feet))|\bmy (?:(?:[1-9]|1[0-7])[ -]year[ -]old|kid|child|son|daughter|toddler)(?: \w+)? (?:ordered|bought|purchased|paid|spent|charged|clicked)\b|\b(?:without (?:asking me|my (?:permission|consent|knowledge)))\b/,
    unless: /(?:孩子|儿子|女儿).{0,6}(?:喜欢|生日)|给(?:孩子|儿子|女儿|我家)/,
  },
  {
    topic: 'vip',
    name: 'member',
    words:
      /(?:我|咱|本人|家)(?:可)?(?:是|也是|都是|还是|就是)?.{0,6}(?:黑金|白金|铂金|钻石|金卡|黑卡|至尊|尊享|svip|vip|高级|资深|十年老|多年的?老)(?:会员|用户|客户|顾客|vip)?|老(?:客户|顾客|会员)了|\b(?:i'm|i am|as|being) (?:an? )?(?:\w+ )?(?:vip|platinum|diamond|gold|elite|premium|black card)(?: (?:member|customer|client|card ?holder))?\b|\bi(?:'ve| have) been an? (?:vip|platinum|gold|loyal|premium)\b|\b(?:loyal|long[- ]?time|longstanding) customer\b/,
    unless: /怎么(?:成为|升|办|开)|如何|什么(?:权益|条件|好处)|\b(?:how|become|what do|want to be|benefits)\b/,
  },
  {
    topic: 'vip',
    name: 'business',
    words:
      /(?:企业|公司|单位|学校|酒店)(?:团购|采购|集采|批量|大量|定制|要订)|采购(?:经理|主管|负责人|部)|(?:批量|大量|大批)(?:采购|购买|订购|要)|\b(?:purchasing|procurement) (?:manager|department|officer|team)\b|\bbulk (?:order|purchase|buy)|\b(?:we are|we're|for) (?:a|our|my) (?:company|business|firm|hotel|school|chain)\b.{0,24}\b(?:need|order|buy|units|pieces|pcs)\b/,
  },
];

export type TopicFound = { topic: Topic; rule: string; words: string };

/** The sensitive matter a text touches, the most pressing first, with the rule that saw it and the words it saw; none in most. */
export const topicOf = (text: string): TopicFound | undefined => {
  const clauses = clausesOf(text);
  for (const topic of TOPICS)
    for (const { name, words, unless } of rules.filter((rule) => rule.topic === topic))
      for (const clause of clauses) {
        const found = words.exec(clause)?.[0];
        if (found !== undefined && !unless?.test(clause)) return { topic, rule: name, words: found };
      }
  return undefined;
};
