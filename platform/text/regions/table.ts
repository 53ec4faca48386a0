import { formerCodes } from './former.ts';

/** A place of GB/T 2260: province, city or county, by its six digits. */
export interface Region {
  readonly code: string;
  readonly name: string;
  /** The place it belongs to; null of provinces. */
  readonly parent: string | null;
  /** How it is said, a syllable a character: shang yu qu. Only where the table was made with readings. */
  readonly reading?: string;
}

export type RegionRow = readonly [code: string, name: string, reading?: string];

/** Whether somebody who types latin letters means this place: `shangyu`, `shang yu` or `sy`. */
export function isSaidAs({ reading }: Pick<Region, 'reading'>, typed: string): boolean {
  const wanted = typed.toLowerCase().replace(/[\s']/g, '');
  if (!reading || !/^[a-z]+$/.test(wanted)) return false;
  const syllables = reading.split(' ');
  return (
    syllables.join('').startsWith(wanted) ||
    (wanted.length > 1 &&
      syllables
        .map((one) => one.charAt(0))
        .join('')
        .startsWith(wanted))
  );
}

/** The places of China by code, in the order of their codes. */
export interface RegionTable {
  get(code: string): Region | undefined;
  /** What lies directly below; provinces for null. */
  children(code: string | null): readonly Region[];
  /** Province first, the place itself last; empty for an unknown code. */
  path(code: string): readonly Region[];
  /** 浙江省绍兴市上虞区; an unknown code as it is. */
  name(code: string): string;
  /** The code of today for a code that was in use once; undefined when it never was one. `current('330682') === '330604'` */
  current(code: string): string | undefined;
  readonly all: readonly Region[];
}

/** Makes the table from rows of code and name. Groups that only exist in statistics (429000 省直辖县级行政区划) must not be among them. */
export function regionTable(rows: readonly RegionRow[]): RegionTable {
  const known = new Map(rows.map(([code, name]) => [code, name]));
  const parentOf = (code: string): string | null => {
    if (code.endsWith('0000')) return null;
    const city = `${code.slice(0, 4)}00`;
    return city !== code && known.has(city) ? city : `${code.slice(0, 2)}0000`;
  };
  const all = rows.map(([code, name, reading]): Region => ({ code, name, parent: parentOf(code), ...(reading ? { reading } : {}) }));
  const byCode = new Map(all.map((region) => [region.code, region]));
  const below = Map.groupBy(all, (region) => region.parent);
  const path = (code: string): Region[] => {
    const region = byCode.get(code);
    return region ? [...(region.parent ? path(region.parent) : []), region] : [];
  };
  return {
    all,
    get: (code) => byCode.get(code),
    children: (code) => below.get(code) ?? [],
    path,
    name: (code) =>
      path(code)
        .map((region) => region.name)
        .join('') || code,
    current: (code) => {
      if (byCode.has(code)) return code;
      // 330101 市辖区 is the districts of a city taken together: the city itself
      const city = code.endsWith('01') ? `${code.slice(0, 4)}00` : '';
      return formerCodes.get(code)?.now ?? (byCode.has(city) ? city : undefined);
    },
  };
}

/** Digits that all codes of a place and below begin with: 330000 → 33, 330600 → 3306. */
export function regionPrefix(code: string): string {
  return code.replace(/(00){1,2}$/, '');
}
