import { sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { readings } from '../text/index.ts';

const longest = 30;

/** A label in Latin letters: Chinese by its pinyin, the rest by its words. `latin('设备编号 No.')` is `shebeibianhaoNo` */
export function latinName(label: string): string {
  const chars = [...label.normalize('NFKC')];
  const said = readings(label.normalize('NFKC'));
  const words = chars
    .map((char, at) => said[at]?.[0] ?? (/[A-Za-z0-9]/.test(char) ? char : ' '))
    .join('')
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 ]/g, '')
    .split(/\s+/)
    .filter(Boolean);
  const joined = words
    .map((word, at) => (at === 0 ? word.charAt(0).toLowerCase() + word.slice(1) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('')
    .replace(/^\d+/, '');
  const name = joined.charAt(0).toLowerCase() + joined.slice(1);
  return /^[A-Z0-9]+$/.test(words.join('')) ? name.toLowerCase().slice(0, longest) : name.slice(0, longest);
}

/** A free API name for a label: 设备 → x_shebei. Names in the recycle bin count as taken. */
export async function proposeName(ctx: Context, label: string, object?: string): Promise<string> {
  const base = `x_${latinName(label) || (object === undefined ? 'object' : 'field')}`;
  const rows = await ctx.query<{ name: string }>(
    object === undefined
      ? sql`select name from meta_object where tenant_id = ${ctx.tenant.id} and starts_with(name, ${base})
          union select name from meta_part where tenant_id = ${ctx.tenant.id} and kind = 'optionSet' and starts_with(name, ${base})`
      : sql`select name from meta_field where tenant_id = ${ctx.tenant.id} and object = ${object} and starts_with(name, ${base})`,
  );
  const taken = new Set(rows.map((row) => row.name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!taken.has(name)) return name;
  }
}
