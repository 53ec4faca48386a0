import type { Random } from '../kernel/index.ts';

// By how many people bear them, in ten thousands of a million.
const surnames: readonly (readonly [string, number])[] = [
  ['王', 72],
  ['李', 71],
  ['张', 67],
  ['刘', 53],
  ['陈', 45],
  ['杨', 31],
  ['赵', 23],
  ['黄', 22],
  ['周', 21],
  ['吴', 20],
  ['徐', 17],
  ['孙', 15],
  ['胡', 13],
  ['朱', 13],
  ['高', 12],
  ['林', 12],
  ['何', 11],
  ['郭', 11],
  ['马', 10],
  ['罗', 9],
  ['梁', 8],
  ['宋', 8],
  ['郑', 8],
  ['谢', 7],
  ['韩', 7],
  ['唐', 7],
  ['冯', 6],
  ['于', 6],
  ['董', 6],
  ['萧', 5],
  ['程', 6],
  ['曹', 6],
  ['袁', 5],
  ['邓', 6],
  ['许', 5],
  ['傅', 4],
  ['沈', 6],
  ['曾', 5],
  ['彭', 5],
  ['吕', 5],
  ['苏', 5],
  ['卢', 4],
  ['蒋', 5],
  ['蔡', 5],
  ['贾', 4],
  ['丁', 5],
  ['魏', 4],
  ['薛', 4],
  ['叶', 5],
  ['阎', 3],
  ['余', 4],
  ['潘', 4],
  ['杜', 4],
  ['戴', 4],
  ['夏', 4],
  ['钟', 4],
  ['汪', 4],
  ['田', 4],
  ['任', 4],
  ['姜', 4],
  ['范', 4],
  ['方', 4],
  ['石', 3],
  ['姚', 4],
  ['谭', 3],
  ['廖', 3],
  ['邹', 3],
  ['熊', 3],
  ['金', 4],
  ['陆', 4],
  ['郝', 2],
  ['孔', 2],
  ['崔', 3],
  ['康', 2],
  ['毛', 2],
  ['邱', 3],
  ['秦', 3],
  ['江', 3],
  ['史', 2],
  ['顾', 4],
  ['侯', 2],
  ['邵', 3],
  ['孟', 2],
  ['龙', 2],
  ['万', 2],
  ['钱', 3],
  ['严', 3],
  ['施', 3],
  ['尹', 2],
  ['倪', 2],
  ['楼', 1],
  ['屠', 1],
  ['单', 1],
  ['欧阳', 1],
  ['诸葛', 1],
];

const older = {
  male: '建国 国强 志强 卫东 国栋 文涛 建平 永明 志刚 建华 国平 德明 伟民 立新 海波 爱国 长林 保华 金宝 学军 洪波 振华 正良 家明 荣华 根生 水根 福林',
  female: '秀英 丽华 桂芳 玉兰 建英 红梅 爱萍 美华 淑珍 慧芳 月琴 彩虹 国英 亚萍',
} as const;
const middle = {
  male: '伟 强 磊 军 勇 杰 涛 斌 波 辉 刚 健 鹏 飞 俊 峰 晓峰 建明 志远 海涛 文斌 少华 立群 一鸣 立峰 新宇 晓东 俊杰 明辉 世杰 国梁 剑锋 凯 宏伟',
  female: '丽 敏 静 燕 艳 娟 芳 霞 玲 萍 红 娜 倩 慧 晓燕 海燕 雪梅 小红 文静 佳慧 晓敏 丽萍 雅琴 思雨 晓彤 春燕 莉莉',
} as const;
const young = {
  male: '浩然 子轩 宇航 一帆 俊豪 嘉豪 博文 天宇 泽宇 文博 梓豪 皓轩 思远 逸飞 明轩 承泽 景行 睿',
  female: '佳 可欣 雨桐 思琪 欣怡 梦洁 诗涵 雨欣 佳琪 晓雯 紫涵 语嫣 若彤 婧 妍 乐怡',
} as const;

export interface PersonName {
  readonly name: string;
  readonly surname: string;
  readonly female: boolean;
}

/** A name as people of that age bear it: 建国 manages, 子轩 is new. */
export function personName(random: Random, age: 'older' | 'middle' | 'young' = 'middle'): PersonName {
  const surname = random.weighted(surnames);
  const female = random.chance(0.36);
  const given = random.pick({ older, middle, young }[age][female ? 'female' : 'male'].split(' '));
  return { name: surname + given, surname, female };
}

/** Names of a story: never the same one twice. */
export function uniqueNames(random: Random, taken: Iterable<string> = []): (age?: 'older' | 'middle' | 'young') => PersonName {
  const used = new Set(taken);
  return (age) => {
    for (let attempt = 0; ; attempt += 1) {
      const person = personName(random, age);
      if (used.has(person.name) && attempt < 200) continue;
      used.add(person.name);
      return person;
    }
  };
}
