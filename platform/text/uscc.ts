import { usccCheck } from './china.ts';
import { foldIdNumber, readIdNumber } from './id-number.ts';

const weights = [3, 7, 9, 10, 5, 8, 4, 2]; // GB 11714-1997

/** The check character of an organisation code (组织机构代码) for its first eight characters; null when they are not of its alphabet. */
export function organisationCheck(first8: string): string | null {
  if (!/^[\dA-Z]{8}$/.test(first8)) return null;
  const sum = weights.reduce((total, weight, i) => total + weight * Number.parseInt(first8.charAt(i), 36), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** A 统一社会信用代码 (GB 32100-2015) with what is to be said about it. */
export interface UsccReading {
  /** Upper case and half width. */
  readonly code: string;
  /** Refused: a wrong length, or a character outside of the alphabet. */
  readonly isRefused: boolean;
  /** The check character differs: a few codes in circulation have such; confirmed by a person, not refused. */
  readonly hasWrongCheck: boolean;
  /** The organisation code inside does not agree with itself: only pointed out. */
  readonly hasWrongOrganisation: boolean;
}

/** Reads a code. `readUscc('91350100m000100y43').hasWrongCheck` is false. */
export function readUscc(text: string): UsccReading {
  const code = foldIdNumber(text);
  if (readIdNumber('uscc', code).problem === 'form') return { code, isRefused: true, hasWrongCheck: false, hasWrongOrganisation: false };
  return {
    code,
    isRefused: false,
    hasWrongCheck: usccCheck(code.slice(0, 17)) !== code.charAt(17),
    hasWrongOrganisation: organisationCheck(code.slice(8, 16)) !== code.charAt(16),
  };
}
