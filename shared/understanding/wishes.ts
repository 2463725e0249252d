import { clausesOf } from './plain.ts';
import { respelled } from './spelling.ts';

/** Made by hand, or a thing of that name: no person is meant. */
const compound =
  '(?!智[能障]|费|成本|审[核查批]|核[对实验查]|鉴定|湖|皮革?|草|泪液|甜味|色素|合成|养殖|培育|降雨|呼吸|耳蜗|关节|授精|受孕|编[织制]|打包|分拣|操作|处理|客服电话|费用|翻译|检[查测])';
const desk = `(?:真人客服|人工客服|人工服务|人工坐席|人工座席|人工${compound}|真人|活人|大活人|坐席|座席)`;
const staff =
  '(?:客服(?:人员|专员|小姐姐|小哥|妹子|经理)?|工作人员|经理|主管|领导|老板|店长|店家|负责人|专员|管事的|管事儿的|同事)';
const person = `(?:${desk}|${staff})`;
const one = '(?:一?[个位名]|个|位)?';
const me = '(?:我|咱|俺|偶)';
const somebody = `(?:${one}(?:${person}|人(?!民|员|家|气|脸|参|品|造|数|份)))`;

/** Who asks how, how much or when of the desk wants to know that, not to be put through. */
const aboutTheDesk =
  /几点|什么时候(?:上班|在线|在岗)|什么时间|多长时间|多久|工作时间|上班|下班|收费|要钱吗|免费|电话(?:是|号)?多少|电话号码|态度|差评|好评/;
/** Which of the two the customer is speaking with: small talk. */
const aboutTheBot =
  /还是(?:真人|人工|智能|机器|人|ai|活人|程序)|(?:是|不是|像)(?:不是)?(?:个)?(?:真人|人工|活人|真的人)(?:吗|么|嘛|吧|啊|呀|回复|在回|在聊|打字|客服吗|客服吧)?$|^(?:你|您)?(?:是|不是)(?:不是)?(?:真人|人工|活人)|(?:感觉|觉得|以为|好像|怎么)你?(?:不像|像|是|不是)(?:个)?(?:真人|人工|活人)|(?:跟|和)我(?:说话|聊天|对话)的(?:是|到底)/;
const refusedPerson =
  /(?:不用|不要|不需要|不必|不想|没必要|无需|别|先不|暂时不|不急着|不是要|取消|不)(?:再|给我|帮我|麻烦|着急|找|转|叫|要|接|跟|和|换)*(?:转|接|找|叫|人工|真人|客服|活人|人了)/;
const noBot =
  /(?:不要|不想|不跟|不和|别用|别让|别拿|拒绝|受够了?|烦死)(?:再)?(?:跟|和|用|让|拿|要|被)?(?:你|这|你这|你们这|什么)?(?:个|些|破|垃圾|傻)?(?:机器人|机器|ai|智能客服|人工智能|自动回复)/;

const wanted: RegExp[] = [
  // 转人工, 帮我转接到人工客服, and the slips an input method makes of it.
  /[转轉专砖传][接到给至成去下一个我]*[人仁][工公供功宫]/,
  /(?:转|轉)(?:接|到|给|至)*(?:一下|下|个)?(?:真人|活人|客服|坐席|座席|专员|经理|主管)/,
  new RegExp(
    `(?:找|要|叫|喊|呼叫|请|派|联系|接通?|连线?|换|给${me}?(?:转|接|找|换|来|叫|派)?|来|安排|需要|呼唤|有没有|有)(?:一?下|上|到|成|${me})?(?:你们?的?|您们?的?|贵司)?${one}${desk}`,
  ),
  new RegExp(
    `(?:找|叫|喊|呼叫|联系|换|转|连线|让|请)(?:一?下|上|到|成|${me})?(?:你们?的?|您们?的?|贵司)?${one}${staff}`,
  ),
  new RegExp(`${me}?(?:要|想要|需要)(?:你们?的?)?${one}${staff}$`),
  new RegExp(
    `(?:跟|和|同|与|对)(?:你们?的?|您们?的?)?${somebody}(?:来)?(?:直接)?(?:说|讲|聊|谈|沟通|对话|交流|对接|联系|通话|反映|反馈)`,
  ),
  /(?:找|叫|喊|派|换|来|让|给我来|给我找|给我换|安排)一?[个位](?:懂的|会说话的|能做主的|能解决问题的|明白|真的|真正的|活的)?人(?:来|吧|跟|和|帮|处理|$)/,
  /(?:找|叫|喊|派|让|请)人(?:来|出来|帮我|给我|跟我|和我)(?:处理|解决|看|说|弄|聊|谈|解释|联系)?/,
  /(?:要|想)(?:跟|和|同)(?:真的|真正的)?人(?:说|讲|聊|谈|沟通|交流|对话)/,
  new RegExp(`${desk}(?:在吗|在不在|在么|在线吗|有吗|呢$|帮|来|谢谢|快|出来|处理下|接一下|介入)`),
  /^(?:人工|真人|转|活人|人工服务|人工客服|真人客服|转接|人工客服谢谢|人工谢谢|人工人工|人工啊|人工呢)+(?:吧|啊|呀|呢|谢谢|快|来|了)?$/,
  /(?:zhuan ?)ren ?gong|^ren ?gong$|^zrg$/,
];

const bots = '(?:bot|robot|chatbot|machine|computer|ai|software|program|automated (?:system|messages?|replies))';
const nouns =
  '(?:human(?: being)?s?|real person|actual person|live person|person|real people|actual people|people|somebody real|someone real|real human|agents?|reps?|representatives?|operators?|advis[oe]rs?|managers?|supervisors?|somebody|someone|staff|specialist|colleague|live chat|live support|human support|customer (?:service|care|support)|support team|the owner|assistant)';
/** Nouns that mean the desk by themselves; with `someone` or `manager` a verb of speaking is needed. */
const surely =
  '(?:human(?: being)?|real person|actual person|live person|real people|real human|(?:live |human |real |support |service )?agent|live (?:chat|support)|representative|rep|operator|human support|person)';
const some =
  '(?:an?|the|some|any|your|one of your|another|with|to|me|us|on to|over to|through to|in|real|actual|live|human|different|proper|damn|bloody|fucking|freaking|na)';

const refusedPersonEnglish =
  /(?:don't|dont|do not|not|no|never|needn't|without|rather than|instead of|stop)(?: \w+){0,4} (?:a |an |the )?(?:human|person|agent|representative|rep|operator|someone|somebody)\b/;
const aboutTheBotEnglish = new RegExp(
  `^(?:so |wait |hey |hi |but |ok |hmm |is |and )*(?:are (?:you|u)|r u|am i|is (?:it|this|that|there)|you are|you're|ur|youre|was that|did a|do i talk)\\b.*\\b(?:${nouns}|${bots})\\b`,
);
/** A wish in the dress of such a question: "is there a person I can talk to", "are there any humans who can help". */
const wishAnyway =
  /\b(?:i|we) (?:can|could|may|might)\b|\bcan i\b|\bcan help\b|\bto (?:talk|speak|chat) (?:to|with)\b|\bavailable\b|\bwho can\b|\baround to help\b/;
const notTheDesk =
  /\b(?:delivery|travel|shipping|customs|cleaning|estate|reducing|first|third|another|wrong) (?:agent|agents|person)\b|\bcontact person\b|\bhad a (?:chat|talk)\b|\bin person\b|\bper person\b|\bhuman (?:hair|error|rights)\b|\bperson(?:al|s) |\brep(?:lacement|ly)/;
const aboutTheDeskEnglish =
  /\b(?:what time|opening hours|working hours|business hours|what hours|when (?:are|is|do|does)|phone number|how much|rude|was (?:so |very )?(?:nice|helpful|great)|charge)\b/;
const noBotEnglish =
  /(?:(?:don't|dont|do not|not) (?:want|wanna|like|going|gonna|trust|need)|stop|no more|enough of|sick of|tired of|hate|refuse to|won't|wont)(?: (?:to|talk|speak|chat|deal|talking|speaking|chatting|dealing|with|send|sending|giving|using|use|me|us|help|from|answers)){0,5} (?:(?:this|the|a|an|these|stupid|dumb|useless|your|you|any|some) )*(?:bot|robot|chatbot|machine|automated (?:system|message|replie|answer))s?\b/;

const wantedEnglish: RegExp[] = [
  new RegExp(
    `\\b(?:talk|speak|chat|talking|speaking|chatting)(?: directly)? (?:to|with|2)?(?: ?${some})* ?${nouns}\\b`,
  ),
  new RegExp(
    `\\b(?:connect|transfer|put|pass|hand|switch|escalate|forward|route|patch|refer|send|move|get|give|find|fetch|bring|call|reach|contact|contacting|reaching)(?: me| us| this| it| in| my case| the chat)*(?: (?:over|through|on))?(?: (?:to|with))? ?(?:${some} )*${surely}s?\\b`,
  ),
  new RegExp(
    `\\b(?:connect|transfer|put|pass|hand|switch|escalate|forward|route|patch|refer|move|get)(?: me| us| this| it)+(?: (?:over|through|on))?(?: (?:to|with))? ?(?:${some} )*${nouns}\\b`,
  ),
  new RegExp(
    `\\b(?:want|need|wanna|require|prefer|like|demand|request|have)(?: to have| to get)? (?:${some} )*${surely}\\b(?! (?:hair|size|in |to sign|under))`,
  ),
  new RegExp(
    `\\b(?:get|call|contact|reach|want|need) (?:${some} )*(?:manager|supervisor|customer (?:service|care|support))\\b`,
  ),
  new RegExp(
    `\\b(?:can|could|may|let|will)(?: ${some})* (?:${surely}|human) (?:please )?(?:help|answer|look|call|take|talk|contact|handle|deal|check)\\b`,
  ),
  new RegExp(`\\bis there (?:${some} )*${nouns}\\b`),
  /\b(?:talk|speak) 2 (?:a )?(?:human|person|agent|rep)\b/,
  new RegExp(
    `\\b(?:help|assistance|want|wanna|need|how|way|trying|like|possible) (?:to |do i |can i |in |with )*contact(?:ing)? (?:${some} )*${nouns}\\b`,
  ),
  /\b(?:human|agent|person|representative|operator|rep)s?,? (?:please|pls|plz|plox|now|asap|thanks|thx)\b/,
  /^(?:please |pls |plz |just |ok |no |a |an |real |live |the |hi |hello |any )*(?:human|agent|representative|operator|rep|person|human being|live chat|live agent|real person|customer service|customer support|real human|human agent|actual person|speak to agent|somebody real|a real one)s?(?: please| pls| plz| now)*$/,
  /\bescalate\b/,
];

/**
 * Does a customer ask for a person in these words? Understands Chinese and English, their usual slips, and pinyin.
 * Asking what the bot is ("是真人吗", "are you human") or when people are there is no wish; neither is declining one.
 */
export const wantsPerson = (text: string): boolean =>
  clausesOf(text).some((clause) => wants(clause) || wantsEnglish(clause));

const wants = (spaced: string): boolean => {
  const clause = spaced.replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '');
  if (noBot.test(clause)) return true;
  if (aboutTheBot.test(clause) || refusedPerson.test(clause) || aboutTheDesk.test(clause)) return false;
  return wanted.some((words) => words.test(clause));
};

const wantsEnglish = (typed: string): boolean => {
  const clause = respelled(typed);
  if (noBotEnglish.test(clause)) return true;
  if (refusedPersonEnglish.test(clause) || notTheDesk.test(clause) || aboutTheDeskEnglish.test(clause)) return false;
  if (aboutTheBotEnglish.test(clause) && !wishAnyway.test(clause)) return false;
  return wantedEnglish.some((words) => words.test(clause));
};

/** The text without the clauses that only ask for a person, as it was written; `''` where nothing else was said. */
export const withoutWish = (text: string): string => {
  const clauses = text.match(/[^,，。.!！?？;；\n]*(?:[,，。.!！?？;；\n]+|$)/g) ?? [];
  const rest = clauses.filter((clause) => !wantsPerson(clause)).join('');
  return rest.trim().replace(/[,，;；]+$/, '');
};
