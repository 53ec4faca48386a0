import type { Random } from '../kernel/index.ts';
import { type Place, regionOf } from './places.ts';

export type Industry =
  | 'manufacturing'
  | 'chemical'
  | 'energy'
  | 'utilities'
  | 'construction'
  | 'electronics'
  | 'pharmaceutical'
  | 'food'
  | 'logistics'
  | 'other';

const firsts =
  '恒 瑞 泰 鑫 嘉 宏 明 江 晨 正 润 卓 盛 凯 锦 永 龙 祥 兆 启 弘 颐 景 沐 亿 裕 朗 铭 皓 澄 昱 楚 越 汇 崇 秉 翰 霖 骏 岱'.split(' ');
const seconds = '源 通 昌 丰 宇 辰 峰 泽 诚 禾 力 联 兴 越 驰 川 升 岳 澜 程 洲 城 腾 玥 尧 屹 汉 柏 朔 硕 颂 臻 锐 旭'.split(' ');

// Words of well-known houses, and of this story's own companies.
const notUsed = new Set([
  '恒力',
  '恒通',
  '盛通',
  '明源',
  '江丰',
  '正源',
  '汇川',
  '汇源',
  '恒源',
  '鑫源',
  '永辉',
  '泰禾',
  '瑞丰',
  '龙源',
  '锦城',
  '宏宇',
  '嘉禾',
  '润泽',
  '卓越',
  '泰康',
  '恒润',
  '远航',
]);

const tails: Readonly<Record<Industry, readonly string[]>> = {
  chemical: ['化工', '精细化工', '氟化工', '染料化工', '树脂', '农化', '新材料', '助剂', '电子化学品'],
  energy: ['热电', '新能源', '生物质发电', '燃气', '储能科技', '光伏材料', '煤业'],
  utilities: ['水务', '污水处理', '自来水', '排水', '环境科技', '水处理', '供水'],
  construction: ['建设工程', '机电安装', '暖通工程', '市政工程', '园林建设'],
  electronics: ['半导体', '电子材料', '微电子', '电路', '光电科技', '显示技术'],
  pharmaceutical: ['制药', '药业', '生物科技', '医药化工', '生物制品'],
  food: ['食品', '乳业', '酿酒', '饮料', '调味品', '糖业', '油脂'],
  manufacturing: ['钢构', '印染', '造纸', '重工', '机械制造', '汽车零部件', '船舶修造', '轮胎', '玻璃', '纺织', '铝业', '电镀'],
  logistics: ['港务', '冷链物流', '仓储物流', '化工物流'],
  other: ['水利工程', '矿业', '数据中心', '医疗管理', '文旅发展'],
};

export interface CompanyName {
  readonly name: string;
  /** As people call it: 瑞昌化工 */
  readonly short: string;
  readonly brand: string;
}

/** A word no known house uses: 瑞澜, 兆屹. */
export function brandName(random: Random): string {
  for (;;) {
    const brand = random.pick(firsts) + random.pick(seconds);
    if (!notUsed.has(brand) && brand.charAt(0) !== brand.charAt(1)) return brand;
  }
}

/** A company's registered name: place, word, trade and legal form. */
export function companyName(
  random: Random,
  place: Pick<Place, 'province' | 'city'>,
  industry: Industry,
  brand = brandName(random),
): CompanyName {
  const short = brand + random.pick(tails[industry]);
  const where = random.weighted([
    [place.city, 6],
    [place.province, 3],
    [regionOf(place), 1],
  ]);
  const form = random.weighted([
    ['有限公司', 7],
    ['科技有限公司', 1],
    ['股份有限公司', 1.2],
    ['集团有限公司', 0.6],
  ]);
  const bracketed = random.chance(0.08);
  const legal = form === '科技有限公司' && short.endsWith('科技') ? '有限公司' : form;
  return { name: bracketed ? `${short}（${place.city}）${legal}` : `${where}${short}${legal}`, short, brand };
}

/** Company names of a story: never the same name or the same short form twice. */
export function uniqueCompanies(
  random: Random,
  taken: Iterable<string> = [],
): (place: Place, industry: Industry, brand?: string) => CompanyName {
  const used = new Set(taken);
  return (place, industry, brand) => {
    for (let attempt = 0; ; attempt += 1) {
      const company = companyName(random, place, industry, attempt < 50 ? brand : undefined);
      if (used.has(company.name) || used.has(company.short)) continue;
      used.add(company.name).add(company.short);
      return company;
    }
  };
}
