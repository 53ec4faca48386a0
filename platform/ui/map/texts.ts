import type { Label } from '../data/meta.ts';

const label = (zh: string, en: string): Label => ({ zh, en });

export const texts = {
  nearer: label('放大', 'Zoom in'),
  farther: label('缩小', 'Zoom out'),
  all: label('显示全部', 'Show all'),
  cluster: label('{n} 个地点：{titles}', '{n} places: {titles}'),
  keys: label('方向键移动，+ 和 - 缩放，0 显示全部', 'Arrows move, + and - zoom, 0 shows all'),
  metres: label('{n} 米', '{n} m'),
  kilometres: label('{n} 公里', '{n} km'),
} as const;

/** `820 米`, `3.2 公里`, `120 公里` */
export function lengthText(metres: number, text: (label: Label) => string): string {
  if (metres < 995) return text(texts.metres).replace('{n}', String(metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10));
  const kilometres = metres / 1000;
  return text(texts.kilometres).replace('{n}', kilometres < 99.95 ? String(Number(kilometres.toFixed(1))) : String(Math.round(kilometres)));
}
