import { aliasesOf } from './aliases.ts';
import { formerNames } from './former.ts';
import type { Region, RegionTable } from './table.ts';

/** A written address taken apart: the smallest place it names, and the rest. */
export interface ParsedAddress {
  readonly region: string | null;
  readonly street: string;
}

interface Names {
  /** Whole names, longest first. */
  readonly full: readonly (readonly [name: string, region: Region])[];
  /** What people write for short, longest first. */
  readonly short: readonly (readonly [name: string, region: Region])[];
}

// What makes a place's name part of a street or of another name: 上海路, 北京西路, 南京大道, 杭州湾
const goesOn = /^(?:[东西南北中]?(?:[一二三四五六七八九十]|大|环)?(?:路|街|道|巷|弄|大桥|港|湾)|[省市州县区盟旗])/;
const gap = /^[\s,，、;；·\-/|]+/;
const namesOf = new WeakMap<object, Names>();

function names(regions: readonly Region[]): Names {
  let found = namesOf.get(regions);
  if (!found) {
    const byLength = (pairs: (readonly [string, Region])[]) => pairs.sort(([a], [b]) => b.length - a.length);
    found = {
      full: byLength(regions.map((region) => [region.name, region] as const)),
      short: byLength(regions.flatMap((region) => aliasesOf(region).map((alias) => [alias, region] as const))),
    };
    namesOf.set(regions, found);
  }
  return found;
}

interface Hit {
  readonly region: Region;
  readonly rest: string;
}

const rest = (text: string, name: string) => text.slice(name.length).replace(gap, '');

/** A place among these whose whole name the text begins with; undefined when two places of that name are possible. */
function byName(text: string, among: readonly Region[]): Hit | undefined {
  const hits = names(among).full.filter(([name]) => text.startsWith(name));
  const [first, second] = hits;
  if (!first || (second && second[0] === first[0])) return undefined;
  return { region: first[1], rest: rest(text, first[0]) };
}

/** Likewise by a short name; `follows` says whether what comes behind it makes it believable. */
function byAlias(text: string, among: readonly Region[], follows: (left: string, region: Region) => boolean): Hit | undefined {
  const hits = names(among).short.filter(([name, region]) => text.startsWith(name) && follows(text.slice(name.length), region));
  const [first, second] = hits;
  if (!first || (second && second[0] === first[0])) return undefined;
  return { region: first[1], rest: rest(text, first[0]) };
}

const ended = (left: string) => left === '' || gap.test(left);

/** Makes the parser of one table. Pure: the same text gives the same answer. */
export function addressParser(table: RegionTable): (text: string) => ParsedAddress {
  const provinces = table.children(null);
  const isCity = (region: Region) => region.code.endsWith('00') && region.parent !== null;
  const cities = table.all.filter(isCity);
  const counties = table.all.filter((region) => !region.code.endsWith('00'));
  const within = new Map<string, { cities: readonly Region[]; counties: readonly Region[] }>();
  for (const { code } of provinces) {
    const mine = (region: Region) => region.code.startsWith(code.slice(0, 2));
    within.set(code, { cities: cities.filter(mine), counties: counties.filter(mine) });
  }
  const isMunicipality = (province: Region) => within.get(province.code)?.cities.length === 0 && province.name.endsWith('市');

  /** Does a place below this one follow? */
  const holds = (left: string, region: Region): boolean => {
    const text = left.replace(gap, '');
    const below = table.children(region.code);
    return below.length > 0 && (byName(text, below) ?? byAlias(text, below, (more) => ended(more))) !== undefined;
  };
  const isProvince = (left: string, region: Region): boolean => {
    const inner = within.get(region.code);
    const text = left.replace(gap, '');
    if (inner && (byName(text, inner.counties) || byName(text, inner.cities))) return true;
    return ended(left) || !goesOn.test(left);
  };

  const findProvince = (text: string): Hit | undefined => byName(text, provinces) ?? byAlias(text, provinces, isProvince);
  const findCity = (text: string, among: readonly Region[], sure: boolean): Hit | undefined =>
    byName(text, among) ?? byAlias(text, among, (left, region) => ended(left) || holds(left, region) || (sure && !goesOn.test(left)));
  const findCounty = (text: string, among: readonly Region[], near: boolean): Hit | undefined => {
    const hit = byName(text, among) ?? (near ? byAlias(text, among, ended) : undefined);
    if (hit) return hit;
    for (const [name, code] of formerNames) {
      const region = table.get(code);
      if (region && text.startsWith(name) && among.includes(region)) return { region, rest: rest(text, name) };
    }
    return undefined;
  };

  return (written) => {
    const clean = written.normalize('NFKC').replace(/\s+/g, ' ').trim();
    let text = clean
      .replace(/^(?:中华人民共和国|中国)[\s,]*/, '')
      .replace(/^\d{6}[\s,]+/, '')
      .replace(gap, '');
    let found: Region | undefined;
    const take = (hit: Hit | undefined) => {
      if (!hit) return;
      found = hit.region;
      text = hit.rest;
    };
    take(findProvince(text));
    const province = found;
    // 上海市上海市徐汇区, 北京市市辖区朝阳区
    if (province && isMunicipality(province)) text = text.replace(new RegExp(`^(?:${province.name}|市辖区|县)(?=.)`), '').replace(gap, '');
    const inner = province && within.get(province.code);
    if (!province || (inner && inner.cities.length > 0)) take(findCity(text, inner?.cities ?? cities, province !== undefined));
    const city = found && isCity(found) ? found : undefined;
    if (city) text = text.replace(/^市辖区/, '');
    const among = city ? table.children(city.code) : (inner?.counties ?? counties);
    const near = city !== undefined || (province !== undefined && isMunicipality(province));
    take(findCounty(text, among, near));
    return { region: found?.code ?? null, street: text };
  };
}
