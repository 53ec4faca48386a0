import { label } from '../kernel/index.ts';
import type { FieldMeta } from '../module/index.ts';
import { china } from '../text/regions/data.ts';
import { regionPrefix } from '../text/regions/table.ts';
import { writtenAddress } from '../text/regions/written.ts';

/** Whether a record lies in a region that somebody is said to have: 浙江, 杭州市, 330100. */
export type LiesIn = (region: string) => boolean;

/** Whether a field can say where a record lies. */
export const saysWhere = (field: Pick<FieldMeta, 'type'> | undefined): boolean => field?.type === 'text' || field?.type === 'address';

export const noRegionField = label('没有这个文本或地址字段', 'There is no such text or address field');

/** What profiles say comes again with every record. */
const known = new Map<string, string | null>();
const mostKnown = 10_000;

/** The code of what is the name of one place and nothing else; null otherwise: 华东, 西湖区 (there are several). */
function codeOf(region: string): string | null {
  const found = known.get(region);
  if (found !== undefined) return found;
  const said = writtenAddress(region);
  const code = said.street === undefined ? (said.region ?? null) : null;
  if (known.size >= mostKnown) known.clear();
  known.set(region, code);
  return code;
}

/**
 * Reads where a record lies from its field; null where it is not said. An address lies in a region by the code of its place, which is below that
 * of the region; a text, and a place against what names no single one, by how it begins.
 *
 * @example {region: '330106'} (浙江省杭州市西湖区) lies in 浙江, 杭州, 330000; the text 浙江 杭州 lies in 浙江
 */
export function liesIn(value: unknown): LiesIn | null {
  if (typeof value === 'string') return value === '' ? null : (region) => value.startsWith(region);
  const place = typeof value === 'object' && value !== null ? (value as { readonly region?: unknown }).region : undefined;
  if (typeof place !== 'string') return null;
  return (region) => {
    const code = codeOf(region);
    return code === null ? china().name(place).startsWith(region) : place.startsWith(regionPrefix(code));
  };
}
