import { IANAZone } from 'luxon';
import { type IcsComponent, lineOf } from './component.ts';

// The names Windows and Outlook give to zones of China and those it does most business with (CLDR, windowsZones).
const windowsZones: Readonly<Record<string, string>> = {
  'China Standard Time': 'Asia/Shanghai',
  'Taipei Standard Time': 'Asia/Taipei',
  'Singapore Standard Time': 'Asia/Singapore',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'Korea Standard Time': 'Asia/Seoul',
  'SE Asia Standard Time': 'Asia/Bangkok',
  'India Standard Time': 'Asia/Kolkata',
  'Arabian Standard Time': 'Asia/Dubai',
  'Arab Standard Time': 'Asia/Riyadh',
  'Russian Standard Time': 'Europe/Moscow',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'GMT Standard Time': 'Europe/London',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
  'E. South America Standard Time': 'America/Sao_Paulo',
  UTC: 'UTC',
};

/** `/example.org/20070129_1/Asia/Shanghai`, as some programs write them. */
function ending(name: string): string | undefined {
  const parts = name.split('/');
  return parts.map((_, from) => parts.slice(from).join('/')).find((rest) => rest.includes('/') && IANAZone.isValidZone(rest));
}

/** A zone that never changes its offset, by whole hours; signs are the other way round in these names. */
function fixed(zone: IcsComponent | undefined): string | undefined {
  const offsets = new Set(zone?.parts.flatMap((part) => lineOf(part, 'TZOFFSETTO')?.value ?? []));
  const match = /^([+-])(\d\d)00(00)?$/.exec(offsets.size === 1 ? ([...offsets][0] ?? '') : '');
  return match ? `Etc/GMT${match[1] === '+' ? '-' : '+'}${Number(match[2])}` : undefined;
}

/** The IANA name of a zone as a calendar file names it; undefined for one that is not known. */
export function zoneNamed(name: string, calendar: IcsComponent): string | undefined {
  if (IANAZone.isValidZone(name)) return name;
  const described = calendar.parts.find((part) => part.name === 'VTIMEZONE' && lineOf(part, 'TZID')?.value === name);
  const location = described && lineOf(described, 'X-LIC-LOCATION')?.value;
  return windowsZones[name] ?? ending(name) ?? (location && IANAZone.isValidZone(location) ? location : fixed(described));
}
