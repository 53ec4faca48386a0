/** The companies 华泵科技 meets in its deals, and what its sellers know of them. */
export interface DemoCompetitor {
  readonly key: string;
  readonly name: string;
  readonly priceBand: 'low' | 'middle' | 'high';
  readonly products: string;
  readonly strengths: string;
  readonly weaknesses: string;
  /** How to win, point by point. */
  readonly card: readonly string[];
}

export const demoCompetitors: readonly DemoCompetitor[] = [
  {
    key: 'kailuo',
    name: '凯洛泵业',
    priceBand: 'low',
    products: '磁力泵、化工流程泵',
    strengths: '报价常低 8%～12%，华东备件库全',
    weaknesses: '大流量段效率低 3 个点，隔离套寿命短，定制交期 90 天以上',
    card: ['先谈全寿命成本：电费三年就抵掉差价', '请客户去看同工况隔离套的更换记录', '交期写进评分标准，我们 45 天'],
  },
  {
    key: 'derek',
    name: '德瑞克流体',
    priceBand: 'high',
    products: '进口流程泵、船用泵',
    strengths: '品牌认可度高，设计院图纸里常直接写型号',
    weaknesses: '价格高四成，备件要等三个月，本地没有服务站',
    card: ['尽早和设计院把参数改成性能要求，不写型号', '承诺 24 小时到场，写进合同', '用临港二期的运行数据说话'],
  },
  {
    key: 'wolan',
    name: '沃澜泵阀',
    priceBand: 'low',
    products: '清水泵、纸浆泵、阀门成套',
    strengths: '泵阀成套一口价，账期放得长',
    weaknesses: '浆料工况磨损快，去年有两起批量返修',
    card: ['只拿泵单独比价，把阀门拆出来', '出示耐磨试片对比', '账期可以给到 60 天，再多要主管批'],
  },
  {
    key: 'haiman',
    name: '海曼流体',
    priceBand: 'high',
    products: '卫生级泵、超纯水泵',
    strengths: '洁净行业资质齐全，样机借得快',
    weaknesses: '只做标准口径，非标要返德国',
    card: ['资质文件一次递齐：3A、FDA、材质报告', '非标口径是我们的机会，先问清管口', '约客户看广芯现场'],
  },
  {
    key: 'gerui',
    name: '格瑞泵业',
    priceBand: 'middle',
    products: '空调循环泵、供水机组',
    strengths: '和总包关系深，暖通项目常年入围',
    weaknesses: '部分负荷效率低，变频柜外购',
    card: ['绕开总包，直接给业主算部分负荷电费', '变频柜与泵同厂，一家负责到底'],
  },
  {
    key: 'dongling',
    name: '东岭水泵',
    priceBand: 'low',
    products: '污水泵、消防泵',
    strengths: '价格低，县区网点多',
    weaknesses: '自耦装置易漏，3C 证书只覆盖小规格',
    card: ['消防项目先核对 3C 覆盖的规格', '请客户看自耦密封的剖面'],
  },
];
