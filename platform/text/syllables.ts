// Every syllable of Mandarin that pinyin-pro knows, tones left out, ü written v as on a keyboard; without the
// vowelless ng, n, m (嗯, 呣), which would cut every word in more ways.
const LIST = `
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha chai chan
chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan
dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen feng fo fou
fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu
hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng
kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu
luan lun luo lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen
neng ni nian niang niao nie nin ning niu nong nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie pin
ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui
run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui
shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa
wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo
yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua
zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
`;

const ALL = LIST.trim().split(/\s+/);
const KNOWN = new Set(ALL);
const LETTERS = new Set(ALL.map((syllable) => syllable.charAt(0)));
const byPrefix = new Map<string, readonly string[]>();

/** `isSyllable('zhong')` */
export function isSyllable(text: string): boolean {
  return KNOWN.has(text);
}

/** True when some syllable begins with this letter (there is none with i, u or v). */
export function isInitial(letter: string): boolean {
  return LETTERS.has(letter);
}

/** All syllables that begin with the prefix, itself included when it is one. `syllablesFrom('zha')` is zha zhai zhan zhang zhao. */
export function syllablesFrom(prefix: string): readonly string[] {
  const known = byPrefix.get(prefix);
  if (known) return known;
  const found = ALL.filter((syllable) => syllable.startsWith(prefix));
  if (found.length > 0) byPrefix.set(prefix, found);
  return found;
}

/** Ways to cut letters into syllables. With `open` the last part may be the beginning of one. Never more than `limit` + 1 ways. */
export function cutSyllables(letters: string, open: boolean, limit: number): string[][] {
  const found: string[][] = [];
  const walk = (at: number, parts: string[]): void => {
    if (found.length > limit) return;
    if (at === letters.length) {
      found.push(parts);
      return;
    }
    for (let end = at + 1; end <= Math.min(at + 6, letters.length); end += 1) {
      const part = letters.slice(at, end);
      const last = end === letters.length;
      if (KNOWN.has(part) || (last && open && syllablesFrom(part).length > 0)) walk(end, [...parts, part]);
    }
  };
  walk(0, []);
  return found;
}
