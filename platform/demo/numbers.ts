import type { Random } from '../kernel/index.ts';
import { usccCheck } from '../text/index.ts';
import type { Place } from './places.ts';

const CODE = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The check character of an 组织机构代码 (GB 11714), the ninth of the nine that a credit code carries. */
export function organisationCheck(first8: string): string {
  const value = (char: string) => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 55);
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, i) => total + weight * value(first8.charAt(i)), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** A valid 统一社会信用代码 of a company registered at a place; `ending` asks for certain last characters. */
export function creditCode(random: Random, place: Pick<Place, 'code'>, ending = ''): string {
  for (;;) {
    const newer = random.chance(0.6);
    const rest = Array.from({ length: newer ? 6 : 8 }, () =>
      newer ? CODE.charAt(random.int(0, CODE.length - 1)) : String(random.int(0, 9)),
    ).join('');
    const organisation = newer ? `MA${rest}` : rest;
    const first17 = `91${place.code}${organisation}${organisationCheck(organisation)}`;
    const code = `${first17}${usccCheck(first17) ?? ''}`;
    if (code.length === 18 && code.endsWith(ending)) return code;
  }
}

// Beginnings that no mobile network has handed out: nobody's telephone rings.
const MOBILE_BEGINNINGS = ['154', '161', '163', '164', '168', '169', '179', '194'] as const;

/** A well-formed mobile number that belongs to nobody; `tail` fixes its last digits. */
export function mobileNumber(random: Random, tail = ''): string {
  const beginning = random.pick(MOBILE_BEGINNINGS);
  const middle = Array.from({ length: 8 - tail.length }, () => String(random.int(0, 9))).join('');
  return `${beginning}${middle}${tail}`;
}

/** A switchboard number; local numbers never begin with 9, so it belongs to nobody. */
export function landline(random: Random, place: Pick<Place, 'areaCode'>): string {
  const length = place.areaCode.length === 3 || random.chance(0.7) ? 7 : 6;
  return `${place.areaCode}-9${Array.from({ length }, () => String(random.int(0, 9))).join('')}`;
}
