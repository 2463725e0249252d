export type ReportLanguage = 'zh' | 'en';

type Words = {
  meter: string;
  quantity: string;
  unit: string;
  price: string;
  cost: string;
  total: string;
  book: string;
  thing: string;
  counts: string;
  estimated: string;
  unverified: string;
  withEstimates: string;
  listPrices: string;
  unpricedTitle: string;
  billTitle: (conversationId: string) => string;
  idleTitle: (environment: string, region: string) => string;
  unpricedLines: (count: number) => string;
  goal: (goal: string, met: boolean) => string;
  /** Lines of the idle cost by their English name; what is not here is named by its resource. */
  things: Record<string, string>;
};

const en: Words = {
  meter: 'meter',
  quantity: 'quantity',
  unit: 'unit',
  price: 'price',
  cost: 'USD',
  total: 'Total',
  book: 'Price book',
  thing: 'what',
  counts: 'what it counts',
  estimated: 'estimate',
  unverified: 'price unverified',
  withEstimates: 'part of it estimated',
  listPrices: 'list prices, free allowances of the account not taken off',
  unpricedTitle: 'Not in the total, for want of a price',
  billTitle: (conversationId) => `What conversation ${conversationId} cost`,
  idleTitle: (environment, region) => `What environment ${environment} costs a month without customers (${region})`,
  unpricedLines: (count) => `${count} ledger lines have no price and are not in the total.`,
  goal: (goal, met) => `goal ${goal} USD: ${met ? 'met' : 'missed'}`,
  things: {},
};

const zh: Words = {
  meter: '计量项',
  quantity: '用量',
  unit: '单位',
  price: '单价',
  cost: '美元',
  total: '合计',
  book: '价目表',
  thing: '项目',
  counts: '计算依据',
  estimated: '估算',
  unverified: '单价未核实',
  withEstimates: '含估算',
  listPrices: '按目录价计，未扣账户免费额度',
  unpricedTitle: '无单价，未计入合计',
  billTitle: (conversationId) => `会话 ${conversationId} 的费用`,
  idleTitle: (environment, region) => `环境 ${environment} 无客户时的月费（${region}）`,
  unpricedLines: (count) => `有 ${count} 条记录没有单价，未计入合计。`,
  goal: (goal, met) => `目标 ${goal} 美元：${met ? '达到' : '未达到'}`,
  things: {
    'KMS keys': 'KMS 密钥',
    secrets: '机密',
    'web ACLs': 'Web ACL',
    'web ACL rules': 'Web ACL 规则',
    'hosted zones': '托管区域',
    'metric alarms': '指标告警',
    'composite alarms': '复合告警',
    dashboards: '仪表板',
    'metrics the code can emit': '代码可发出的指标',
    'metrics of log filters': '日志筛选器的指标',
    'empty receives, FIFO': '空轮询（FIFO 队列）',
    'empty receives, standard': '空轮询（标准队列）',
    'schedule invocations': '定时触发',
    'scheduled runs': '定时运行',
    'reads of scheduled runs': '定时运行的读取',
    'traces of scheduled runs': '定时运行的跟踪',
    'log lines of scheduled runs': '定时运行的日志',
    'stored log lines': '日志存储',
    'carried meter lines': '计量行的传送',
    'ledger items of scheduled runs': '定时运行的账目',
    'search instances': '搜索实例',
    'search disks': '搜索磁盘',
    'keys of tables in use': '数据表密钥的使用',
    'keys used by scheduled runs': '定时运行的密钥使用',
    'schedules of another form': '其他形式的定时',
    'search instances of another size': '其他规格的搜索实例',
    'provisioned pollers or concurrency': '预置的轮询器或并发',
  },
};

export const words: Record<ReportLanguage, Words> = { en, zh };
