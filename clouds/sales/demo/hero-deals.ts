import type { Calendar, Random } from '@huanke/platform/demo';
import type { DealStep, DemoDeal } from './deal.ts';

const order: readonly DealStep['stage'][] = ['initial', 'qualified', 'proposal', 'negotiation'];
const usual: Readonly<Record<string, number>> = { initial: 6, qualified: 8, proposal: 9, negotiation: 8 };

// account | product | name | amount in 万 | stage | days in it | closes in | next step | in | owner | last worked on: days ago, clock | competitor | source
const open = `
lingang | hbl1200 | 取水泵站三期机组更新 | 386.0 | negotiation | 6 | 22 | 递交终版商务标 | 0 | lina | 0 10:12 | 德瑞克流体 | repeat
guangxin | hbu65 | 超纯水输送泵组 | 298.0 | proposal | 8 | 23 | 洁净室供货资质补件 | 4 | zhang | 2 11:32 | 海曼流体 | exhibition
nantong | hbwtruck | 雨水强排应急泵车 | 246.0 | initial | 3 | 26 | 首访需求部门 | 6 | sun | 3 10:00 | | cold
huasheng | hbg300 | 循环水系统节能改造 | 214.0 | proposal | 5 | 25 | 现场测流量与扬程 | 1 | wang | 1 09:25 | 沃澜泵阀 | website
qiantang | hbg300 | 冷冻水循环泵 | 189.2 | negotiation | 7 | 26 | 二轮议价 | 4 | chen | 1 18:22 | 格瑞泵业 | partner
xiangyuan | hbw350 | 城南污水提升泵站 | 173.5 | qualified | 9 | 26 | 约设计院确认选型 | -2 | lina | 6 15:10 | 东岭水泵 | referral
jianggang | hbl600 | 船坞排水系统 | 157.8 | proposal | 11 | 26 | 答复技术澄清 14 条 | 0 | zhang | 7 09:41 | 凯洛泵业 | exhibition
hengrun | hbm250f | 耐腐蚀磁力泵年度框架采购 | 128.6 | proposal | 12 | 26 | 折扣批复后发报价 V3 | 0 | lina | 1 16:40 | 凯洛泵业 | repeat
wanjiang | hbj100 | 纸浆泵换型（一期 24 台） | 112.0 | qualified | 17 | 26 | 约生产副总看样机 | -5 | zhao | 9 14:05 | 沃澜泵阀 | cold
zhenyuan | hby100 | 高温油泵备件三年协议 | 96.0 | negotiation | 3 | 15 | 法务回传合同红线 | 1 | chen | 0 08:50 | | repeat
oujiang | hbl600 | 灌区提水泵更新 | 89.2 | qualified | 4 | 26 | 取得立项批文 | 8 | sun | 2 08:37 | | website
haiyan | hbj500 | 脱硫浆液循环泵 | 74.6 | initial | 5 | 26 | 补联系人与预算 | 5 | lina | 5 13:20 | | exhibition
lanjing | hbd85 | 锅炉给水泵大修 | 68.4 | negotiation | 2 | 13 | 确认停机窗口 | 1 | lina | 0 09:03 | | repeat
tianyuan | hbr30 | 卫生级转子泵 | 53.8 | proposal | 4 | 20 | 提交 FDA 材质证明 | 5 | wang | 2 17:48 | 海曼流体 | website
yuefang | hbd25 | 染色线高压泵 | 42.6 | qualified | 6 | 24 | 出能耗对比表 | 7 | zhao | 3 16:15 | | cold
yunqi | overhaul | 中央空调冷却泵维保 | 31.8 | proposal | 2 | 21 | 医院后勤比价 | 5 | lina | 2 15:26 | | partner
jinling | hbj100 | 尾矿输送泵备件 | 29.6 | qualified | 5 | 25 | 寄耐磨试片 | 7 | zhao | 3 11:18 | | cold
caishi | hbc200 | 酸洗线循环泵 | 27.6 | negotiation | 5 | 20 | 合同盖章中 | 4 | zhang | 1 10:40 | | referral
beigu | hbg200 | 锅炉房热水循环泵 | 26.8 | initial | 4 | 26 | 发选型问卷 | 4 | chen | 3 14:30 | | website
hengrun | partlining | {year} 备件年度包 | 25.4 | negotiation | 3 | 18 | 等合同回签 | 4 | lina | 2 11:05 | | repeat
haiyue | hbw150 | 化粪提升泵站改造 | 23.2 | initial | 2 | 25 | 约物业经理 | 5 | zhao | 2 09:50 | | ads
pengcheng | hbr30 | 食品级卸料泵 | 22.6 | initial | 6 | 26 | 确认卫生等级 | 6 | wang | 4 15:40 | | exhibition
wangfeng | hbj100 | 矿井排水泵 | 21.4 | initial | 5 | 26 | 寄样本与业绩表 | 7 | zhang | 5 10:25 | | cold
taicang | hbx80 | 消防泵房 | 82.0 | initial | 10 | 52 | 约港务消防科碰方案 | 2 | lina | 9 16:20 | 东岭水泵 | cold
hengrun | hbcmvr | MVR 蒸发强制循环泵 | 62.4 | qualified | 5 | 58 | 现场测温 | 5 | lina | 5 10:10 | | repeat
hengtai | hbg200 | 冷媒泵 | 52.0 | proposal | 12 | 47 | 约设备部看噪声数据 | 3 | lina | 12 14:45 | 格瑞泵业 | wecom
yuanhang | hbl600 | 船用海水泵 | 47.0 | proposal | 6 | 45 | 回复采购澄清 5 条 | -1 | lina | 3 09:30 | 德瑞克流体 | exhibition
jiashan | hbw150 | 给排水泵组 | 36.5 | initial | 9 | 60 | 补新联系人 | 6 | lina | 9 11:15 | | wecom
`;

// account | product | name | amount in 万 | closed days ago | cycle in days | owner | next step | in; without a name the product's projects give one
const won = `
lingang | hbw350 | 二期加压泵房 | 162.0 | 1 | 71 | lina | 合同已签，转交付 | 1
hengrun | hbm160f | 磁力泵备机 6 台 | 37.4 | 2 | 38 | lina | 首付款 30% 到账 | 4
taihu | hbx80 | 消防稳压泵 | 28.6 | 3 | 45 | chen | 安排发货 | 3
xiangyuan | hbw350 | 废水站提升改造 | 91.8 | 6 | 62 | wang | 现场安装 | 11
zhenyuan | partseal | 热油泵备件 | 22.5 | 7 | 24 | chen | 开票 | 1
lanjing | hbj500 | 脱硫循环泵换型 | 88.0 | 12 | 58 | lina | 到货验收 | 9
hengtai | hbg300 | 制冷站循环泵 | 56.8 | 19 | 49 | lina | 安排试车 | 6
haiyan | hbd25 | 高压冲洗泵 | 41.2 | 31 | 41 | lina | 收第二笔款 | 12
yuanhang | hbl600 | 压载水泵 2 台 | 26.4 | 44 | 36 | lina | |
yunqi | monitor | 泵房在线监测 | 16.8 | 57 | 29 | lina | |
huasheng | hbc315 | 二期装置流程泵 | 118.6 | 15 | 66 | wang | 排产跟进 | 5
tianyuan | hbr30 | 发酵罐出料泵 | 82.0 | 26 | 53 | wang | 到货验收 | 8
pengcheng | hbr10 | 清洗站回程泵 | 46.5 | 39 | 47 | wang | |
huarui | hbw150 | 一体化预制泵站 | 27.5 | 52 | 33 | wang | |
qiantang | hbg300 | 一期冷却水泵组 | 126.0 | 10 | 74 | chen | 安排发货 | 4
zhenyuan | hby100 | 导热油循环泵更换 | 74.6 | 34 | 51 | chen | 开票 | 3
beigu | hbg200 | 换热站循环泵 | 46.5 | 50 | 40 | chen | |
guangxin | hbu65 | 化学品供应泵 | 112.4 | 21 | 68 | zhang | 安装调试 | 10
caishi | hbm160f | 酸洗线磁力泵 | 63.2 | 37 | 44 | zhang | |
jianggang | hbl600 | 干船坞疏水泵 | 38.4 | 55 | 39 | zhang | |
jinling | hbj100 | 尾矿输送泵更新 | 76.3 | 24 | 57 | zhao | 安装调试 | 7
wanjiang | hbj100 | 白水回收泵 | 45.5 | 47 | 42 | zhao | |
oujiang | hbw150 | 闸站排涝泵 | 57.2 | 29 | 55 | sun | 到货验收 | 6
`;

// The long story with 恒润: account | product | name | amount in 万 | closed days ago | cycle | outcome | reason | competitor
const earlier = `
hengrun | hbm250f | 酸碱罐区磁力泵更新 | 86.2 | 121 | 52 | won
hengrun | hbc200 | 母液循环泵改造 | 44.8 | 178 | 47 | won
hengrun | partlining | {lastYear} 备件补充协议 | 18.6 | 92 | 21 | won
hengrun | hbm160f | 溶剂车间磁力泵改造 | 53.7 | 263 | 61 | won
hengrun | hbw350 | 污水站提升泵 | 31.5 | 334 | 44 | lost | price | 东岭水泵
hengrun | overhaul | 磁力泵维保年度合同 | 12.8 | 402 | 28 | won
hengrun | hbcmvr | 三效蒸发循环泵 | 96.0 | 467 | 83 | lost | delivery | 德瑞克流体
`;

const cells = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** The stages before the present one, with as many days in each as is usual there. */
function pathTo(random: Random, stage: DealStep['stage'], days: number): DealStep[] {
  const path: DealStep[] = [{ stage, ago: days }];
  let ago = days;
  for (const before of order.slice(0, order.indexOf(stage)).reverse()) {
    ago += Math.max(1, Math.round((usual[before] ?? 7) * (0.5 + random.next())));
    path.unshift({ stage: before, ago });
  }
  return path;
}

/** A closed deal's stages over its cycle. */
export function closedPath(random: Random, outcome: 'won' | 'lost', closed: number, cycle: number): DealStep[] {
  const last =
    outcome === 'won'
      ? 4
      : random.weighted([
          [1, 15],
          [2, 35],
          [3, 35],
          [4, 15],
        ]);
  const shares = order.slice(0, last).map((stage) => (usual[stage] ?? 7) * (0.6 + 0.8 * random.next()));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let ago = closed + cycle;
  const path = shares.map((share, index) => {
    const step = { stage: order[index] ?? 'initial', ago: Math.round(ago * 10) / 10 };
    ago -= (share / total) * cycle;
    return step;
  });
  return [...path, { stage: outcome, ago: closed }];
}

/** The deals the pictures show, with their figures: 李娜's day, the board of 华东区, what was won this quarter. */
export function heroDeals(random: Random, calendar: Calendar): DemoDeal[] {
  const named = (name: string) => name.replace('{year}', String(calendar.year)).replace('{lastYear}', String(calendar.year - 1));
  const opened = cells(open).map((cell, index): DemoDeal => {
    const [
      account = '',
      product = '',
      name = '',
      amount = '',
      stage = '',
      days = '',
      closeIn = '',
      nextStep = '',
      nextStepIn = '',
      owner = '',
      touched = '',
      competitor = '',
      source = '',
    ] = cell;
    const [ago = '', clock = ''] = touched.split(' ');
    const isMain = name === '耐腐蚀磁力泵年度框架采购';
    return {
      key: `open-${index + 1}`,
      name: named(name),
      account,
      product,
      owner,
      amount: Math.round(Number(amount) * 10_000),
      // 4 days in 初步接洽, 9 in 需求确认, 12 in 方案报价; three quotes
      ...(isMain
        ? {
            forecastCategory: 'commit',
            earlier: [
              { amount: 1_443_000, until: 7 },
              { amount: 1_380_000, until: 1 },
            ],
          }
        : {}),
      path: isMain
        ? [
            { stage: 'initial', ago: 25 },
            { stage: 'qualified', ago: 21 },
            { stage: 'proposal', ago: 12 },
          ]
        : pathTo(random, stage as DealStep['stage'], Number(days)),
      closeIn: Number(closeIn),
      source,
      ...(competitor ? { competitor } : {}),
      nextStep,
      nextStepIn: Number(nextStepIn),
      touched: { ago: Number(ago), clock },
      hero: true,
    };
  });
  const closed = cells(won).map((cell, index): DemoDeal => {
    const [account = '', product = '', name = '', amount = '', ago = '', cycle = '', owner = '', nextStep = '', nextStepIn = ''] = cell;
    const days = inQuarter(calendar, Number(ago));
    return {
      key: `won-${index + 1}`,
      name,
      account,
      product,
      owner,
      amount: Math.round(Number(amount) * 10_000),
      path: closedPath(random, 'won', days, Number(cycle)),
      closeIn: -days + random.int(-3, 9),
      source: 'repeat',
      ...(nextStep ? { nextStep, nextStepIn: Number(nextStepIn) } : {}),
      touched: { ago: days, clock: '15:20' },
      hero: true,
    };
  });
  const past = cells(earlier).map((cell, index): DemoDeal => {
    const [account = '', product = '', name = '', amount = '', ago = '', cycle = '', outcome = '', lossReason = '', competitor = ''] = cell;
    return {
      key: `past-${index + 1}`,
      name: named(name),
      account,
      product,
      owner: 'lina',
      amount: Math.round(Number(amount) * 10_000),
      path: closedPath(random, outcome as 'won' | 'lost', Number(ago), Number(cycle)),
      closeIn: -Number(ago) + 4,
      source: 'repeat',
      ...(lossReason ? { lossReason } : {}),
      ...(competitor ? { competitor } : {}),
      touched: { ago: Number(ago), clock: '16:05' },
      hero: true,
    };
  });
  return [...opened, ...closed, ...past];
}

/** Deals won this quarter stay in this quarter whatever the day; in its first days there is no room, and they lie before it. */
export function inQuarter(calendar: Calendar, ago: number): number {
  const room = calendar.quarterDay;
  if (room < 10 || ago <= room) return ago;
  return Math.max(8, Math.round(8 + ((ago - 8) * (room - 8)) / 50));
}
