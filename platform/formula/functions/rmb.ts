import type { Decimal } from '../numbers.ts';

const figures = '零壹贰叁肆伍陆柒捌玖';
const places = ['', '拾', '佰', '仟'];
const groups = ['', '万', '亿', '万亿'];

/** An amount as it is written on cheques (正确填写票据和结算凭证的基本规定): 人民币壹仟零叁元整. */
export function rmbUpper(amount: Decimal): string | null {
  const cents = amount.abs().times(100).toDecimalPlaces(0).toFixed().padStart(3, '0');
  const yuan = cents.slice(0, -2).replace(/^0+(?=\d)/, '');
  if (yuan.length > 16) return null;
  const [jiao, fen] = [Number(cents.at(-2)), Number(cents.at(-1))];
  const isNothing = /^0+$/.test(cents);
  let text = wholeYuan(yuan);
  if (jiao > 0) text += `${figures[jiao]}角`;
  // 壹元零伍分: a missing jiao between yuan and fen is read
  if (fen > 0) text += `${jiao === 0 && text !== '' ? '零' : ''}${figures[fen]}分`;
  else text += isNothing ? '零元整' : '整';
  return `人民币${amount.isNeg() && !isNothing ? '负' : ''}${text}`;
}

function wholeYuan(yuan: string): string {
  if (yuan === '0') return '';
  let text = '';
  let gap = false;
  for (let i = 0; i < yuan.length; i++) {
    const place = yuan.length - 1 - i;
    const figure = Number(yuan[i]);
    if (figure === 0) gap = true;
    else {
      if (gap && text !== '') text += '零';
      gap = false;
      text += (figures[figure] ?? '') + places[place % 4];
    }
    const group = place / 4;
    if (place % 4 === 0 && group > 0 && Number(yuan.slice(Math.max(0, i - 3), i + 1)) > 0) text += groupSign(group, yuan);
  }
  return `${text}元`;
}

/** 万亿 keeps its 亿 for the next group when that one has figures of its own: 壹万贰仟亿. */
function groupSign(group: number, yuan: string): string {
  if (group !== 3) return groups[group] ?? '';
  return Number(yuan.slice(-12, -8)) > 0 ? '万' : '万亿';
}
