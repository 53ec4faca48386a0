import type { Industry } from '@huanke/platform/demo';

/** A product with what a story about it needs: who buys it, for what, for how much. */
export interface DemoProduct {
  readonly key: string;
  readonly name: string;
  readonly code: string;
  readonly series: string;
  readonly listPrice: number;
  readonly active?: boolean;
  /** As it is called in a sentence. */
  readonly noun: string;
  readonly industries: readonly Industry[];
  /** Names of projects it is bought for. */
  readonly projects: readonly string[];
  /** What it pumps. */
  readonly media: readonly string[];
  /** Usual size of an order, in yuan. */
  readonly order: number;
}

const magnetic = {
  series: 'HBM 磁力泵',
  noun: '磁力泵',
  industries: ['chemical', 'pharmaceutical', 'electronics'],
  media: ['98% 硫酸', '30% 盐酸', '混酸', '次氯酸钠', '二氯甲烷', '液碱'],
  projects: ['酸碱输送磁力泵更新', '溶剂车间磁力泵改造', '罐区卸料磁力泵', '磁力泵备机', '电解液循环磁力泵', '磁力泵年度框架'],
} as const;
const process = {
  series: 'HBC 化工流程泵',
  noun: '流程泵',
  industries: ['chemical', 'energy', 'pharmaceutical'],
  media: ['甲醇', '冷凝液', '热媒水', '稀硝酸', '循环母液'],
  projects: ['反应釜循环泵更换', '精馏装置进料泵', '母液循环泵改造', '溶剂回收泵组', '二期装置流程泵'],
} as const;
const sewage = {
  series: 'HBW 排污泵',
  noun: '排污泵',
  industries: ['utilities', 'construction', 'other'],
  media: ['生活污水', '雨污混流水', '含砂污水', '污泥'],
  projects: ['污水提升泵站改造', '雨水泵站更新', '调节池提升泵', '一体化预制泵站', '地下车库排水泵', '应急排涝泵组'],
} as const;
const supply = {
  series: 'HBD 多级泵',
  noun: '多级泵',
  industries: ['energy', 'manufacturing', 'utilities'],
  media: ['锅炉给水', '除盐水', '高压冲洗水', '凝结水'],
  projects: ['锅炉给水泵大修', '除盐水泵更新', '高压除鳞泵', '凝结水泵变频改造', '给水泵备用机组'],
} as const;
const pipeline = {
  series: 'HBG 循环泵',
  noun: '循环泵',
  industries: ['construction', 'other', 'food', 'manufacturing', 'electronics'],
  media: ['冷冻水', '冷却水', '采暖热水', '乙二醇溶液'],
  projects: ['循环水系统节能改造', '冷却塔循环泵更新', '中央空调水泵改造', '换热站循环泵', '冷冻水泵组'],
} as const;
const slurry = {
  series: 'HBJ 渣浆泵',
  noun: '渣浆泵',
  industries: ['energy', 'manufacturing', 'other'],
  media: ['石灰石浆液', '尾矿浆', '灰渣水', '纸浆'],
  projects: ['脱硫浆液循环泵', '尾矿输送泵更新', '渣浆泵换型', '浆液循环泵叶轮升级', '压滤机给料泵'],
} as const;
const sanitary = {
  series: 'HBR 卫生级泵',
  noun: '卫生泵',
  industries: ['food', 'pharmaceutical'],
  media: ['鲜奶', '糖浆', '果酱', '发酵液', '注射用水'],
  projects: ['卫生级转子泵', '灌装线输送泵', '发酵罐出料泵', '清洗站回程泵', '糖浆输送泵'],
} as const;
const fire = {
  series: 'HBX 消防泵',
  noun: '消防泵',
  industries: ['construction', 'logistics', 'other'],
  media: ['消防水'],
  projects: ['消防泵房改造', '消防稳压设备', '库区消防泵组', '柴油机消防泵'],
} as const;
const hotOil = {
  series: 'HBY 高温油泵',
  noun: '热油泵',
  industries: ['chemical', 'manufacturing'],
  media: ['导热油', '沥青', '重油'],
  projects: ['导热油循环泵更换', '热油泵备件协议', '定型机热油泵', '沥青输送泵'],
} as const;
const pure = {
  series: 'HBU 超纯水泵',
  noun: '超纯水泵',
  industries: ['electronics', 'pharmaceutical'],
  media: ['超纯水', '电子级双氧水', '显影液'],
  projects: ['超纯水输送泵组', '洁净室循环泵', '化学品供应泵', '显影液回收泵'],
} as const;
const axial = {
  series: 'HBL 立式长轴泵',
  noun: '长轴泵',
  industries: ['utilities', 'energy', 'logistics'],
  media: ['原水', '海水', '江水'],
  projects: ['取水泵站机组更新', '船坞排水系统', '灌区提水泵', '海水取水泵组', '循环冷却水长轴泵'],
} as const;
const parts = {
  series: '备件',
  noun: '备件',
  industries: ['chemical', 'energy', 'manufacturing', 'food', 'utilities'],
  media: ['酸性介质', '含固介质', '热水'],
  projects: ['备件年度包', '机封备件协议', '叶轮备件采购', '易损件储备', '大修备件'],
} as const;
const service = {
  series: '服务',
  noun: '服务',
  industries: ['energy', 'chemical', 'utilities', 'food', 'other'],
  media: ['循环水', '工艺水'],
  projects: ['水泵年度维保', '机组大修服务', '泵房巡检服务', '泵组在线监测', '能效诊断服务'],
} as const;

/** 华泵科技的产品目录。 */
export const products: readonly DemoProduct[] = [
  { key: 'hbm250f', name: 'HBM-100-65-250F 衬氟磁力泵', code: 'HBM-100-65-250F', listPrice: 62_400, order: 420_000, ...magnetic },
  { key: 'hbm160f', name: 'HBM-65-50-160F 衬氟磁力泵', code: 'HBM-65-50-160F', listPrice: 38_600, order: 210_000, ...magnetic },
  { key: 'hbm200', name: 'HBM-125-100-200 高温磁力泵', code: 'HBM-125-100-200', listPrice: 89_500, order: 460_000, ...magnetic },
  { key: 'hbc200', name: 'HBC-80-50-200 化工流程泵', code: 'HBC-80-50-200', listPrice: 46_300, order: 280_000, ...process },
  { key: 'hbc315', name: 'HBC-150-100-315 化工流程泵', code: 'HBC-150-100-315', listPrice: 96_800, order: 520_000, ...process },
  { key: 'hbcmvr', name: 'HBC-MVR-600 强制循环泵', code: 'HBC-MVR-600', listPrice: 312_000, order: 640_000, ...process },
  { key: 'hbw150', name: 'HBW-150-15 潜水排污泵', code: 'HBW-150-15', listPrice: 18_900, order: 160_000, ...sewage },
  { key: 'hbw350', name: 'HBW-350-20 潜水排污泵', code: 'HBW-350-20', listPrice: 74_500, order: 480_000, ...sewage },
  {
    key: 'hbwtruck',
    name: 'HBW-3000 移动应急泵车',
    code: 'HBW-3000',
    listPrice: 1_180_000,
    order: 1_300_000,
    ...sewage,
    industries: ['utilities'],
  },
  { key: 'hbd85', name: 'HBD-85-67×7 锅炉给水泵', code: 'HBD-85-67X7', listPrice: 186_000, order: 430_000, ...supply },
  { key: 'hbd25', name: 'HBD-25-50×9 高压多级泵', code: 'HBD-25-50X9', listPrice: 92_000, order: 260_000, ...supply },
  { key: 'hbg200', name: 'HBG-200-400 管道循环泵', code: 'HBG-200-400', listPrice: 58_200, order: 310_000, ...pipeline },
  { key: 'hbg300', name: 'HBG-300-500 双吸循环泵', code: 'HBG-300-500', listPrice: 128_000, order: 690_000, ...pipeline },
  { key: 'hbg80', name: 'HBG-80-160 管道循环泵', code: 'HBG-80-160', listPrice: 9_800, order: 70_000, ...pipeline },
  { key: 'hbj100', name: 'HBJ-100 耐磨渣浆泵', code: 'HBJ-100', listPrice: 52_600, order: 250_000, ...slurry },
  { key: 'hbj500', name: 'HBJ-500 脱硫循环泵', code: 'HBJ-500', listPrice: 248_000, order: 620_000, ...slurry },
  { key: 'hbr30', name: 'HBR-30 卫生级转子泵', code: 'HBR-30', listPrice: 47_900, order: 230_000, ...sanitary },
  { key: 'hbr10', name: 'HBR-10 卫生级离心泵', code: 'HBR-10', listPrice: 16_500, order: 110_000, ...sanitary },
  { key: 'hbx80', name: 'HBX-80-100 消防泵组', code: 'HBX-80-100', listPrice: 64_000, order: 190_000, ...fire },
  { key: 'hbxd', name: 'HBX-D120 柴油机消防泵', code: 'HBX-D120', listPrice: 168_000, order: 340_000, ...fire },
  { key: 'hby100', name: 'HBY-100-65-260 高温油泵', code: 'HBY-100-65-260', listPrice: 34_700, order: 180_000, ...hotOil },
  { key: 'hbu65', name: 'HBU-65 超纯水输送泵', code: 'HBU-65', listPrice: 118_000, order: 760_000, ...pure },
  { key: 'hbl1200', name: 'HBL-1200 立式长轴泵', code: 'HBL-1200', listPrice: 865_000, order: 1_350_000, ...axial },
  { key: 'hbl600', name: 'HBL-600 立式长轴泵', code: 'HBL-600', listPrice: 386_000, order: 780_000, ...axial },
  { key: 'partlining', name: '衬里备件包（三年）', code: 'BJ-CL-03', listPrice: 24_500, order: 120_000, ...parts },
  { key: 'partseal', name: '机械密封备件套', code: 'BJ-MF-01', listPrice: 6_800, order: 75_000, ...parts },
  { key: 'partimpeller', name: '叶轮与口环备件', code: 'BJ-YL-02', listPrice: 9_600, order: 90_000, ...parts },
  { key: 'monitor', name: '泵组在线监测终端', code: 'FW-JC-01', listPrice: 12_800, order: 140_000, ...service },
  { key: 'overhaul', name: '机组大修服务', code: 'FW-DX-01', listPrice: 36_000, order: 180_000, ...service },
  {
    key: 'hbmold',
    name: 'HBM-40-25-125 磁力泵（停产）',
    code: 'HBM-40-25-125',
    listPrice: 15_200,
    order: 60_000,
    active: false,
    ...magnetic,
  },
];
