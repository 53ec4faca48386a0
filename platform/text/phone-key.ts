/** What a telephone number is, for telling whether two are the same. */
export interface PhoneKey {
  /** `service` numbers (400, 800, 95xxx) belong to everybody who calls them and identify nobody. */
  readonly kind: 'mobile' | 'landline' | 'foreign' | 'service' | 'invalid';
  /** Mobile 13800138000, landline 057188888888, others E.164; '' of invalid ones. */
  readonly key: string;
  readonly extension?: string;
}

const extensionForm = /(?:转|转分机|分机|ext\.?|x|#|,|;)\s*(\d{1,6})$/i;
const spelled = /^\(?(0\d{2,3})\)?[\s-]*(\d{3,4}[\s-]?\d{4})[\s-]+(\d{1,6})$/;
const landline = /^0(?:10|2\d)\d{8}$|^0[3-9]\d{2}\d{7,8}$/;
const mobile = /^1[3-9]\d{9}$/;
const service = /^[48]00\d{7}$|^9[56]\d{3,6}$|^1[012]\d{1,3}$/;
const invalid: PhoneKey = { kind: 'invalid', key: '' };

/**
 * The identity of a telephone number: +86, 0086 and a leading 86 before a mobile are left out, an extension stands apart.
 *
 * @example phoneKey('+86 138-0013-8000').key // 13800138000
 */
export function phoneKey(text: string): PhoneKey {
  let form = text
    .normalize('NFKC')
    .replace(/[‐-―−]/g, '-')
    .trim();
  if (/\p{L}/u.test(form.replace(extensionForm, ''))) return invalid;
  const tail = extensionForm.exec(form);
  if (tail) form = form.slice(0, tail.index).trim();
  const written = tail ? null : spelled.exec(form);
  const extension = tail?.[1] ?? written?.[3];
  const number = written ? `${written[1]}${written[2]}` : form;
  const found = identify(number.replace(/[^\d+]/g, ''));
  return extension && found.kind !== 'invalid' ? { ...found, extension } : found;
}

function identify(digits: string): PhoneKey {
  const home = /^(?:\+86|0086)(\d+)$/.exec(digits);
  const local = home?.[1] ?? (/^861[3-9]\d{9}$/.test(digits) ? digits.slice(2) : digits);
  if (mobile.test(local)) return { kind: 'mobile', key: local };
  // abroad the nought of an area code is left out
  const full = home && /^[1-9]/.test(local) && landline.test(`0${local}`) ? `0${local}` : local;
  if (landline.test(full)) return { kind: 'landline', key: full };
  if (service.test(local)) return { kind: 'service', key: local };
  const abroad = /^(?:\+|00)([1-9]\d{6,14})$/.exec(digits);
  return abroad && !home ? { kind: 'foreign', key: `+${abroad[1]}` } : invalid;
}

/**
 * How a number that somebody types is kept by those who typed it before: as it is written here, without punctuation, with the sign of China
 * or without, a landline with its dash. For finding, where only equal texts are found.
 *
 * @example phoneForms('+86 138-0013-8000') // ['+86 138-0013-8000', '13800138000', '+8613800138000', '+86 13800138000']
 */
export function phoneForms(text: string): string[] {
  const written = text.normalize('NFKC').trim();
  const { kind, key, extension } = phoneKey(written);
  if (extension) return [written];
  const area = /^0(?:10|2\d|\d{3})/.exec(key)?.[0] ?? '';
  const forms =
    kind === 'mobile' ? [key, `+86${key}`, `+86 ${key}`] : kind === 'landline' ? [key, `${area}-${key.slice(area.length)}`] : [];
  return [...new Set([written, ...forms])];
}

/**
 * What numbers begin with or hold when somebody types a part of one: as it is written, and the digits alone without the sign of China.
 *
 * @example phoneParts('+86 138 00') // ['+86 138 00', '13800']
 */
export function phoneParts(text: string): string[] {
  const written = text.normalize('NFKC').trim();
  if (!/^[+\d\s()-]+$/.test(written)) return [written];
  const digits = written.replace(/[\s()-]/g, '').replace(/^(?:\+|00)86(?=\d)/, '');
  return [...new Set([written, ...(digits === '' ? [] : [digits])])];
}
