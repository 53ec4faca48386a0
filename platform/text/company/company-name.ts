import { foldChar } from '../normalise.ts';
import { leadingPlace, wholePlace } from './places.ts';
import { branchWords, industryWords, legalForms } from './words.ts';

/** A company's name taken apart, to tell whether two records mean the same company. */
export interface CompanyName {
  /** The whole name in one form of signs, 深圳市星河环宇科技(集团)有限公司. */
  readonly full: string;
  /** Without place, legal form and branch: 星河环宇科技. */
  readonly core: string;
  /** The core without its trade: 星河环宇. */
  readonly brand: string;
  /** The city (else the county, else the province) it names; null when it names none. */
  readonly region: string | null;
  /** 深圳分公司; null of the company itself. */
  readonly branch: string | null;
  readonly isGroup: boolean;
}

const dropped = /[\s\p{Cf}.·•‧・。,，、;；:：'"`‘’“”«»「」『』\-‐-―−_~/\\|*]/u;
const opening = /[([{【〔〖]/u;
const closing = /[)\]}】〕〗]/u;

/** Step 1: half-width, simplified, upper case, one kind of brackets, no blanks, dots, hyphens or quotes. */
export function foldCompanyName(text: string): string {
  let out = '';
  for (const char of text.toWellFormed().normalize('NFKC')) {
    if (dropped.test(char)) continue;
    out += opening.test(char) ? '(' : closing.test(char) ? ')' : foldChar(char);
  }
  return out.toUpperCase().replace(/\(\)/g, '');
}

/** Step 2: 星河环宇科技有限公司|深圳分公司. Without a legal form before it, the place before the word belongs to the branch. */
function cutBranch(text: string): { rest: string; branch: string | null } {
  const bracketed = /^(.+)\(([^()]{2,20})\)$/.exec(text);
  if (bracketed && branchWords.some((word) => bracketed[2]?.endsWith(word)))
    return { rest: bracketed[1] ?? text, branch: bracketed[2] ?? null };
  const word = branchWords.find((one) => text.endsWith(one));
  if (!word || text.length <= word.length + 1) return { rest: text, branch: null };
  const head = text.slice(0, -word.length);
  const form = /^(.*(?:公司|集团|银行|合伙企业|\)))(.*)$/.exec(head);
  if (form && (form[1]?.length ?? 0) > 3) return { rest: form[1] ?? head, branch: `${form[2] ?? ''}${word}` };
  for (let from = 2; from <= head.length - 2; from += 1)
    if (wholePlace(head.slice(from)) !== undefined) return { rest: head.slice(0, from), branch: text.slice(from) };
  const numbered = /第?[一二三四五六七八九十\d]+$/.exec(head);
  const from = numbered && numbered.index >= 2 ? numbered.index : head.length;
  return { rest: head.slice(0, from), branch: text.slice(from) };
}

/** Step 3: a place in brackets is the region, 集团 a mark; anything else stays. */
function readBrackets(text: string): { rest: string; region: string | null; isGroup: boolean } {
  let region: string | null = null;
  let isGroup = false;
  const rest = text.replace(/\(([^()]*)\)/g, (all, content: string) => {
    const place = wholePlace(content);
    if (place !== undefined) region ??= place;
    else if (content === '集团') isGroup = true;
    else return all;
    return '';
  });
  return { rest, region, isGroup };
}

/** Step 4: the longest legal form, once. */
function cutForm(text: string): { rest: string; isGroup: boolean } {
  const form = legalForms.find((one) => text.endsWith(one));
  return form && form.length < text.length
    ? { rest: text.slice(0, -form.length), isGroup: form.includes('集团') }
    : { rest: text, isGroup: false };
}

const signs = (text: string) => Array.from(text).length;

/** Nothing but trades: 实业, 航空控股. */
function isTrade(text: string): boolean {
  return text === '' || industryWords.some((word) => text.endsWith(word) && isTrade(text.slice(0, -word.length)));
}

/** Step 6: the core without a trade at its end, unless that leaves nothing that names anybody. */
function brandOf(core: string): string {
  for (const word of industryWords) {
    if (!core.endsWith(word)) continue;
    const rest = core.slice(0, -word.length);
    if (signs(rest) >= 2 && !isTrade(rest) && wholePlace(rest) === undefined) return rest;
  }
  return core;
}

/**
 * Takes a company's name apart in the six steps of SAL-3. Pure: the same text gives the same answer.
 *
 * @example companyName('杭州·云帆　贸易 有限责任公司').core // 云帆贸易
 */
export function companyName(text: string): CompanyName {
  const full = foldCompanyName(text);
  const cut = cutBranch(full);
  const inner = readBrackets(cut.rest);
  const formless = cutForm(inner.rest);
  const place = leadingPlace(formless.rest);
  const rest = place ? formless.rest.slice(place.text.length) : formless.rest;
  // 上海实业有限公司: without its place nothing would be left that names it
  const keeps = place !== undefined && (signs(rest) < 2 || isTrade(rest));
  const core = keeps ? formless.rest : rest;
  return {
    full,
    core,
    brand: brandOf(core),
    region: (keeps ? null : place?.region) ?? inner.region,
    branch: cut.branch,
    isGroup: inner.isGroup || formless.isGroup,
  };
}

/**
 * The name of the company that a branch belongs to, in one form of signs; null when the text names no branch.
 *
 * @example headOffice('星河环宇科技有限公司深圳分公司') // 星河环宇科技有限公司
 */
export function headOffice(text: string): string | null {
  const { rest, branch } = cutBranch(foldCompanyName(text));
  return branch === null ? null : rest;
}
