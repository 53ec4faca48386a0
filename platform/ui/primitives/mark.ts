/** One or two signs that stand for a name, and a tint that stays the same for it everywhere. */
const PLACES =
  '中国 北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 深圳 广州 杭州 南京 苏州 无锡 常州 宁波 温州 绍兴 嘉兴 合肥 芜湖 武汉 长沙 成都 西安 郑州 济南 青岛 厦门 福州 大连 沈阳 东莞 佛山 昆明 南昌'.split(
    ' ',
  );

/** The tint 1..6 of a name. */
export function tintOf(text: string): number {
  let hash = 7;
  for (const sign of text) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  return (hash % 6) + 1;
}

const isHan = (sign: string) => /\p{Script=Han}/u.test(sign);

/** People: 李娜 → 李, Anna Lee → AL. */
export function personMark(name: string): string {
  const clean = name.trim();
  const first = [...clean][0];
  if (!first) return '?';
  if (isHan(first)) return first;
  const words = clean.split(/\s+/);
  return words
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
}

/** Companies: the first telling sign; a leading place says little (浙江恒润化工 → 恒, 上海 alone → 上). */
export function companyMark(name: string): string {
  let rest = name.trim().replace(/^[（(]?/, '');
  for (const place of PLACES) {
    if (!rest.startsWith(place)) continue;
    const after = rest
      .slice(place.length)
      .replace(/^[省市]/, '')
      .replace(/^[（()）\s]+/, '');
    if ([...after].length >= 2) rest = after;
    break;
  }
  return ([...rest][0] ?? '?').toUpperCase();
}
