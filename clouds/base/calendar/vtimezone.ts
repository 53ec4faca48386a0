import { DateTime } from 'luxon';

/** Clock changes are listed for so many years from the first event on; programs that know the zone by its name do not need them. */
const listedYears = 6;

const offset = (minutes: number) => {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}${String(size % 60).padStart(2, '0')}`;
};

/** The moments at which a zone changes its offset, found month by month and then to the minute. */
function changes(zone: string, from: DateTime, until: DateTime): DateTime[] {
  const found: DateTime[] = [];
  for (let at = from; at < until; at = at.plus({ months: 1 })) {
    let [low, high] = [at.toMillis(), at.plus({ months: 1 }).toMillis()];
    const offsetAt = (ms: number) => DateTime.fromMillis(ms, { zone }).offset;
    if (offsetAt(low) === offsetAt(high)) continue;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offsetAt(middle) === offsetAt(low)) low = middle;
      else high = middle;
    }
    found.push(DateTime.fromMillis(high, { zone }));
  }
  return found;
}

function observance(kind: 'STANDARD' | 'DAYLIGHT', at: DateTime, was: number): string[] {
  // the time of a change is told on the clock as it was before it
  const start = at.setZone('utc').plus({ minutes: was }).toFormat("yyyyMMdd'T'HHmmss");
  return [`BEGIN:${kind}`, `DTSTART:${start}`, `TZOFFSETFROM:${offset(was)}`, `TZOFFSETTO:${offset(at.offset)}`, `END:${kind}`];
}

/** A zone as RFC 5545 wants it beside the times that name it. */
export function zoneLines(zone: string, firstYear: number): string[] {
  const from = DateTime.fromObject({ year: firstYear }, { zone });
  const found = changes(zone, from, from.plus({ years: listedYears }));
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...observance(from.isInDST ? 'DAYLIGHT' : 'STANDARD', from, from.offset),
    ...found.flatMap((at) => observance(at.isInDST ? 'DAYLIGHT' : 'STANDARD', at, at.minus({ seconds: 1 }).offset)),
    'END:VTIMEZONE',
  ];
}
