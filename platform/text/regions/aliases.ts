import type { Region } from './table.ts';

const shortProvinces: Readonly<Record<string, string>> = {
  150000: '内蒙古',
  450000: '广西',
  540000: '西藏',
  640000: '宁夏',
  650000: '新疆',
  810000: '香港',
  820000: '澳门',
};
// of the names of autonomous places: 恩施土家族苗族自治州 is 恩施州
const peoples =
  /(?:蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族?|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|塔吉克族?|怒族|鄂温克族?|裕固族|保安族|独龙族|鄂伦春族?|普米族|各族)+$/;

/** What people write for a place beside its name: 浙江, 恩施州, 西湖. Shortest names of one sign do not stand for anything. */
export function aliasesOf({ code, name }: Region): readonly string[] {
  if (code.endsWith('0000')) return [shortProvinces[code] ?? name.replace(/[省市]$/, '')];
  const autonomous = /^(.+)自治([州县旗])$/.exec(name);
  if (autonomous) {
    const base = (autonomous[1] ?? '').replace(peoples, '');
    return base.length < 2 ? [] : [base, `${base}${autonomous[2] ?? ''}`];
  }
  const base = name.replace(/(?:地区|林区|新区|[市盟县区旗])$/, '');
  return base.length < 2 || base === name ? [] : [base];
}
