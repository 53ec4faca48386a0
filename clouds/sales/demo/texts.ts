import type { Random } from '@huanke/platform/demo';

/** What an entry about a deal can speak of. */
export interface Facts {
  /** 陈部长 */
  readonly who: string;
  /** 陈国栋 */
  readonly name: string;
  /** A second person there; the first again when there is none. */
  readonly other: string;
  /** 恒润化工 */
  readonly company: string;
  readonly city: string;
  readonly noun: string;
  readonly model: string;
  readonly project: string;
  readonly medium: string;
  readonly flow: number;
  readonly head: number;
  readonly competitor: string;
  /** 128.6 万 */
  readonly money: string;
}

export type Phase = 'initial' | 'qualified' | 'proposal' | 'negotiation' | 'won' | 'lost' | 'onHold';
export type Kind = 'call' | 'visit' | 'message' | 'email' | 'meeting' | 'demo' | 'note';

const lines = (text: string) => text.trim().split('\n');

// {…} are facts; {1|2|3} is one of them; {3-9} a number between.
const openers: Readonly<Record<Kind, readonly string[]>> = {
  call: lines(`
和{who}通了 {6-24} 分钟电话。
给{who}回电话，{他在车间|刚开完会|在去现场的路上}，说得不长。
{who}打来电话，主要问{交期|价格|材质|备件|业绩|能耗}。
约好的电话，{who}准时接了。
电话没讲几句，{who}让{下午|明天上午|晚点}再打，先把要点记下。
跟{who}电话确认了几件事。`),
  visit: lines(`
到{company}现场，{who}带着看了泵房。
上午在{company}，和{who}、{other}一起过了一遍{project}的情况。
拜访{who}，在会议室谈了{半个|一个|一个半}小时。
{city}顺路去了{company}，{who}正好在。
去{company}送资料，见到{who}，{other}后来也来了。
和{who}在现场量了进出口法兰和基础尺寸。`),
  message: lines(`
{who}微信问{交期能不能提前|有没有同工况业绩|备件价格|电机能不能换成防爆|能不能出变频方案}。
微信给{who}发了{选型曲线|样本|安装图|业绩清单|案例照片}。
{who}发来{现场照片|铭牌照片|管路图|介质化验单}。
微信跟{who}约时间，{马上就回了|隔了一天才回|回了个“可以”}。
{other}在群里@我，问{project}的进展。`),
  email: lines(`
发邮件给{who}，附{技术协议初稿|选型单|业绩表|资质文件|报价单}。
{who}回复邮件，提了 {3-14} 条澄清。
按{who}的意见把{技术协议|供货清单|报价单}重新发了一版。
收到{company}采购部的{询价函|澄清函|评标通知}。`),
  meeting: lines(`
和{company}开了技术交流会，{who}、{other}参加。
线上会议，双方技术都在，{who}主持。
{company}组织澄清会，{三|四|五}家轮流进，我们第{二|三|一}个。
在{company}开{project}协调会，{who}把各部门都叫来了。`),
  demo: lines(`
请{who}一行到厂看试车，{model}跑满负荷。
带{who}看了装配车间和水力试验台。
{who}、{other}来厂看样机，问得很细。`),
  note: lines(`
内部复盘{project}。
整理{company}的情况。
和技术部过了一遍{project}的选型。`),
};

const details: Readonly<Record<Phase, readonly string[]>> = {
  initial: lines(`
现在用的是{competitor}的泵，{机封两个月漏一次|轴承温度偏高|振动超标，夜班要专人守着|去年停机 4 次|备件要等三个月|过流部件半年就磨穿}。
老泵是 {8-17} 年前上的，设备部今年报了技改，还没批。
{who}管前期选型，拍板的是分管生产的副总。
预算口头说 {money}上下，要等{季度会|总部批复|年中调整}才算数。
介质{medium}，{flow} m³/h、{head} m，先按这个给选型。
他们刚换了采购负责人，入围要重新走一遍。
{who}以前在别的厂用过我们的{noun}，印象不错。
客户在比三家，我们进得不算早。
项目在可研阶段，设计院是{省院|市政院|化工院}，要先跟院里碰。
对我们不太了解，要同行业业绩，最好是{city}附近的。
现场是一用一备，想改成两用一备。
{who}说今年先换 {2-6} 台看效果，好的话明年全换。`),
  qualified: lines(`
工况定了：{medium}，{flow} m³/h，扬程 {head} m，温度不超过 {45-95} ℃。
实测流量只有铭牌的 {68-86}%，管路阻力要重新算。
{who}要求过流部件材质写进技术协议，并附材质证明。
最在意的是{密封寿命|能耗|振动和噪声|交期|备件通用}，价格排第二。
年运行 {5200-8400} 小时，电费一年 {12-68} 万，节能可以做文章。
决策链清楚了：{who}提需求，采购部比价，副总签字。
预算 {money}，已列入今年大修计划。
设计院还没出终版图，选型先按初设参数走。
NPSH 余量偏小，技术部建议降一档转速。
{other}提出要和现有泵备件通用，查了一下{叶轮可以|机封可以|轴承可以，叶轮不行}。
电机要求{防爆 dⅡCT4|二级能效|变频专用}，报价时别漏。
安装空间紧，出口方向要改，加 {3-12} 千元。
{competitor}上周也来测过，{带了样机|只留了样本|承诺免费试用}。`),
  proposal: lines(`
{competitor}报价低 {3-14}%，但交期要 {90-130} 天。
报价 {money}已发，{who}说比预期高一点，让再看看备件部分。
{who}要一份同工况运行满两年的业绩表。
澄清 {3-14} 条，密封形式和电机能效等级是重点。
付款想改成 3:6:1，质保金从 10% 降到 5% 可以谈。
技术分我们第一，商务分看最后一轮。
交期 {45-85} 天能接受，要求写进合同罚则。
{who}透露评标在下周，三家入围。
价格分占 {40-60}%，{who}建议别死咬单价，把三年备件打包进去。
{other}问能不能先发一台试用，没松口，答应派人驻场调试。
{competitor}拿去年的一次停机说事，把处理报告发过去了。
技术协议第 {4-9} 条有分歧，{振动值|噪声|涂层厚度}按国标还是按他们厂标。
采购要求拆分报价，泵、电机、底座分开列。`),
  negotiation: lines(`
法务对违约金上限有意见，红线稿已经回。
最后一轮谈到 {money}，对方再要 {2-6} 个点，回来申请折扣。
付款定为 30% 预付、60% 发货前、10% 质保。
停机窗口在{下月上旬|下月中旬|月底}，要在那之前到货。
合同在走用印，{who}说三天内回签。
技术协议双方签完，商务合同同步走。
{who}要求指定现场服务工程师，写进合同附件。
备件价锁三年，这条可以答应。
{other}提出质保从 12 个月延到 18 个月，用备件包换。
对方集采部门要再过一遍供应商资质，补了{营业执照|审计报告|无行贿记录}。
排产问过了，{45-75} 天没问题，跟{who}确认过。`),
  won: lines(`
合同已签，{money}，资料转交付。
首付款到账，排产单已下。
{who}到厂看出厂试验，数据都在保证值以内。
设备到场，对中一次过，{who}挺满意。
试运行 72 小时正常，等验收单。
发票已寄，{other}说本月能排上付款。
质保卡和备件清单交给了{who}，约了半年后回访。
{who}说{二期|另一个厂区|兄弟单位}下半年也有项目，记得跟。`),
  lost: lines(`
最后选了{competitor}，差在{价格|交期|老关系|商务分}。
{who}说领导定的，他这边尽力了。
价差 {5-15}%，再让就没有毛利，没跟。
项目被总部收回，{who}说今年不做了。
{who}答应下次有项目先通知我们，关系要保持。
复盘：进得晚，技术协议是按{competitor}写的。`),
  onHold: lines(`
项目搁置，{who}说等{明年预算|新领导到任|环评批复}再启动。
{who}让每个月问一次，先不催。
预算转到别的项目，资料留着。`),
};

const outcomes: Readonly<Record<Phase, readonly string[]>> = {
  initial: lines(`
约了{周二|周三|周四|下周一}再碰。
样本和业绩表今天寄出。
先加了微信，周末前发选型问卷。
答应帮忙引见{设备部|生产部|分管副总}。
下次带技术一起来。`),
  qualified: lines(`
让技术部{周三|周四|周五}前出方案。
回来请技术复核选型，两天内答复。
约了下周开技术交流会。
图纸到了就能报价。
{who}同意我们派人测一次。`),
  proposal: lines(`
报价{周三|周五|月底}前更新一版。
业绩表今晚整理好发过去。
回来跟经理商量折扣。
{who}答应在评审会上帮我们说明。
等他们的评审结果。`),
  negotiation: lines(`
合同改完今天发回。
跟法务约了明天上午过条款。
折扣已提审批。
盯着用印，{周四|周五}再问。
请生产部先把铸件排上。`),
  won: lines(`
下一步跟到货。
让售后提前联系。
约了回访时间。`),
  lost: ['三个月后再回访。', '资料归档。', '竞品价格记到对手库。'],
  onHold: ['下个月再问。', '设了提醒。'],
};

const subjects: Readonly<Record<Kind, readonly string[]>> = {
  call: ['与{name}通话', '{name}来电', '电话：{project}', '给{who}回电话'],
  visit: ['拜访{company}', '{company}现场', '到{company}见{who}', '{project}现场踏勘'],
  message: ['微信：{name}', '{who}微信沟通', '微信：{project}'],
  email: ['邮件：{project}', '给{who}发资料', '{company}邮件往来'],
  meeting: ['{company}技术交流会', '{project}澄清会', '与{company}线上会议'],
  demo: ['{company}来厂看试车', '{who}来厂考察'],
  note: ['备忘：{project}', '{company}情况', '内部讨论：{project}'],
};

/** Fills a pattern: facts by their names, one of several words, a number of a range. */
export function fill(random: Random, pattern: string, facts: Facts): string {
  return pattern.replace(/\{([^{}]+)\}/g, (_, hole: string) => {
    if (hole.includes('|')) return random.pick(hole.split('|'));
    const range = /^(\d+)-(\d+)$/.exec(hole);
    if (range) return String(random.int(Number(range[1]), Number(range[2])));
    return String(facts[hole as keyof Facts]);
  });
}

export interface Entry {
  readonly subject: string;
  readonly content: string;
}

/** One entry about a deal in a phase; `seen` holds details this deal has had, which do not come twice. */
export function writeEntry(random: Random, kind: Kind, phase: Phase, facts: Facts, seen: Set<string>): Entry {
  const fresh = details[phase].filter((line) => !seen.has(line));
  const chosen = random.sample(
    fresh.length > 0 ? fresh : details[phase],
    random.weighted([
      [1, 6],
      [2, 4],
    ]),
  );
  for (const line of chosen) seen.add(line);
  const outcome = random.chance(0.45) ? [random.pick(outcomes[phase])] : [];
  const opener = kind === 'note' || random.chance(0.8) ? [random.pick(openers[kind])] : [];
  return {
    subject: fill(random, random.pick(subjects[kind]), facts),
    content: [...opener, ...chosen, ...outcome].map((line) => fill(random, line, facts)).join(''),
  };
}
