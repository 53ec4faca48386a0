import { aliasesOf } from '../regions/aliases.ts';
import { china } from '../regions/data.ts';
import type { Region } from '../regions/table.ts';
import { notPlaces } from './words.ts';

/** A place at the beginning of a name: how it is written there, and the city (else the county, else the province) it stands for. */
export interface LeadingPlace {
  readonly text: string;
  readonly region: string;
}

/** China as a whole: of companies that are also elsewhere, 微软(中国)有限公司. */
const country = '中国';

interface Entry {
  readonly name: string;
  readonly region: Region;
}

let entries: ReadonlyMap<string, readonly Entry[]> | undefined;

/** Provinces, cities and counties by their first two signs; of districts the short form says nothing: 朝阳, 西湖. */
function placesBy(start: string): readonly Entry[] {
  if (!entries) {
    const all = china().all.flatMap((region) => {
      const isCity = region.code.endsWith('00') || (!region.name.endsWith('区') && region.name.endsWith('市'));
      const short = isCity ? aliasesOf(region).filter((alias) => alias.length > 1 && !notPlaces.has(alias)) : [];
      return [region.name, ...short].map((name) => ({ name, region }));
    });
    all.sort((a, b) => b.name.length - a.name.length || (a.region.code < b.region.code ? -1 : 1));
    entries = Map.groupBy(all, ({ name }) => name.slice(0, 2));
  }
  return entries.get(start) ?? [];
}

const rank = (region: Region) => (region.code.endsWith('0000') ? (region.name.endsWith('市') ? 3 : 1) : region.code.endsWith('00') ? 3 : 2);

/** The place a text begins with, the longest name of those that fit within what was named before. */
function placeAt(text: string, within: Region | undefined): Entry | undefined {
  const fits = placesBy(text.slice(0, 2)).filter(({ name }) => text.startsWith(name));
  const inside = within ? fits.filter(({ region }) => region.code.startsWith(within.code.replace(/(00){1,2}$/, ''))) : [];
  return inside[0] ?? fits[0];
}

/** All places a name begins with, 浙江省杭州市, as one; undefined when there is none. */
export function leadingPlace(text: string): LeadingPlace | undefined {
  if (text.startsWith(country)) return { text: country, region: country };
  let length = 0;
  let last: Region | undefined;
  let best: Region | undefined;
  for (;;) {
    const found = placeAt(text.slice(length), last);
    // a second place must lie within the first: 上海苏州河 names one
    if (!found || (last && (found.region.code <= last.code || !found.region.code.startsWith(last.code.replace(/(00){1,2}$/, ''))))) break;
    length += found.name.length;
    last = found.region;
    if (!best || rank(last) > rank(best)) best = last;
  }
  return best ? { text: text.slice(0, length), region: best.name } : undefined;
}

/** The place that a text names from its first to its last sign. */
export function wholePlace(text: string): string | undefined {
  const found = leadingPlace(text);
  return found?.text === text ? found.region : undefined;
}

/** The place of a text that is one, such as 浙江 · 杭州; undefined of other texts. */
export function placeOf(text: string): string | undefined {
  return leadingPlace(text.normalize('NFKC').replace(/[\s\p{P}]/gu, ''))?.region;
}
