import { cleanText } from '../../kernel/index.ts';
import { isMobile, phoneDigits } from '../china.ts';
import { phoneKey } from '../phone-key.ts';
import { companyEnds, englishCompany, englishTitle, noNames, numberWord, surnames, titleWords } from './words.ts';

/** What a card, a chat or the foot of a mail says of a person. */
export interface Card {
  readonly name?: string;
  readonly company?: string;
  readonly title?: string;
  /** The mobile, else a number abroad. */
  readonly phone?: string;
  /** A landline or a service number. */
  readonly workPhone?: string;
  readonly otherPhone?: string;
  readonly email?: string;
  readonly otherEmail?: string;
}

type Part = keyof Card;

/** Longer texts are no cards; what is beyond is not read. */
const most = 4000;
const mails = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const mobile = /(?<![\d-])(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)/;
const foreign = /(?<![\d-])\+(?!86)\d{1,3}[- \t\d()]{6,18}\d(?!-?\d)/;
const areaCode = /(?:\(?(?:\+|00)86\)?[-\s]?\(?0?\d{2,3}\)?|\(?0\d{2,3}\)?)[-\s]?/;
const extension = /(?:(?:[-转#]|\s?ext\.?\s?)\d{1,6})?/;
const landline = new RegExp(
  `(?<!\\d)(?:${areaCode.source}[2-9]\\d{2,3}[-\\s]?\\d{4}${extension.source}|[48]00[-\\s]?\\d{3}[-\\s]?\\d{4})(?!\\d)`,
);
const numbers = new RegExp([mobile, foreign, landline].map(({ source }) => source).join('|'), 'gi');

/** What stands before a number says what it is; 电话/传真 is both. */
const isFax = /(?:(?<![/&]\s*)(?:传真|\bfax)|\bf(?=[.:]))\s*[.:]?\s*$/i;
const isCell = /(?:手机|移动电话|\b(?:mob(?:ile)?|cell)|\bm(?=[.:]))(?:\s*(?:号码?|phone))?\s*[.:]?\s*$/i;
const isOffice = /(?:电话|座机|固话|总机|办公|\b(?:tel(?:ephone)?|office|direct|work)|\b[td](?=[.:]))(?:\s*phone)?\s*[.:]?\s*$/i;

const labels: readonly (readonly [Part, RegExp])[] = [
  ['company', /^(?:公司(?:名称)?|单位(?:名称)?|企业(?:名称)?|company|organi[sz]ation)\s*:\s*/i],
  ['title', /^(?:职务|职位|岗位|title|position)\s*:\s*/i],
  [
    'phone',
    /^(?:手机(?:号码?)?|(?:办公|移动|单位|公司|联系)?电话|座机|固话|总机|传真|联系方式|tel(?:ephone)?|mob(?:ile)?|phone|cell|office|direct|fax|[mtpdf])\.?\s*:\s*/i,
  ],
  ['email', /^(?:邮箱|邮件|电子邮[箱件]|e-?mail|mail|e)\s*:\s*/i],
  ['name', /^(?:姓名|联系人|名字|称呼|收件人|name|contact)\s*:\s*/i],
];

/** 我是恒润化工的王建国: who writes says for whom. */
const introduced = /(?:我是|我叫|这里是|本人是?)\s*(?:(.{2,30}?)的)?([\p{Script=Han}]{2,4})/u;
const politeness = /(?:先生|女士|小姐|老师)$/;
const called = /^(.)(?:总|工|经理|主任|老师|老板|部长|厂长|先生|女士|小姐)$/u;

/**
 * Reads name, company, title, numbers and e-mail addresses from a text by rules, without asking anybody: labels first (姓名：…), then what looks like it.
 * What is not sure is left out. Full-width forms are folded.
 *
 * @example readCard('王建国 采购经理\n浙江恒润化工股份有限公司\n138-0013-8000') // {name: '王建国', title: '采购经理', company: …, phone: …}
 */
export function readCard(text: string): Card {
  const folded = cleanText(text.slice(0, most).normalize('NFKC'));
  const found: Partial<Record<Part, string>> = {};
  const take = (part: Part, value: string | undefined) => {
    const clean = value?.trim();
    if (clean && found[part] === undefined) found[part] = clean;
  };
  const [email, otherEmail] = new Set([...folded.matchAll(mails)].map(([address]) => address.toLowerCase()));
  take('email', email);
  take('otherEmail', otherEmail);
  for (const [part, number] of Object.entries(phonesIn(folded))) take(part as Part, number);
  const pieces = piecesOf(folded);
  for (const piece of pieces) readLabelled(piece, take);
  const said = introduced.exec(folded);
  if (said && isName(said[2] ?? '')) {
    take('name', plainName(said[2] ?? ''));
    take('company', said[1]);
  }
  for (const piece of pieces) readPlain(bare(piece), take);
  return found;
}

type Take = (part: Part, value: string | undefined) => void;

interface Written {
  readonly number: string;
  readonly kind: 'mobile' | 'foreign' | 'landline';
  /** Of numbers abroad nothing but its label tells. */
  readonly label: 'cell' | 'office' | undefined;
}

/** The numbers of a text, each once; what is written like a number of a city and is none is left out, and so is where faxes go. */
function writtenIn(text: string): Written[] {
  const seen = new Set<string>();
  return [...text.matchAll(numbers)].flatMap(({ 0: found, index }): Written[] => {
    const before = text.slice(Math.max(0, index - 20), index);
    const { kind, key, extension = '' } = phoneKey(found);
    const abroad = foreign.test(found);
    if (isFax.test(before) || (kind === 'invalid' && !abroad) || seen.has(`${key} ${extension}`)) return [];
    if (key !== '') seen.add(`${key} ${extension}`);
    if (isMobile(found)) return [{ number: phoneDigits(found), kind: 'mobile', label: undefined }];
    const label = isCell.test(before) ? 'cell' : isOffice.test(before) ? 'office' : undefined;
    return [{ number: found.replaceAll(/\s+/g, ' ').trim(), kind: abroad ? 'foreign' : 'landline', label }];
  });
}

function phonesIn(text: string): Pick<Card, 'phone' | 'workPhone' | 'otherPhone'> {
  const written = writtenIn(text);
  const abroad = written.filter(({ kind }) => kind === 'foreign');
  const phone = written.find(({ kind }) => kind === 'mobile') ?? abroad.find(({ label }) => label === 'cell') ?? abroad[0];
  const rest = written.filter((one) => one !== phone);
  const work = rest.find(({ kind }) => kind === 'landline') ?? rest.find(({ kind, label }) => kind === 'foreign' && label === 'office');
  const other = rest.find((one) => one !== work);
  return {
    ...(phone ? { phone: phone.number } : {}),
    ...(work ? { workPhone: work.number } : {}),
    ...(other ? { otherPhone: other.number } : {}),
  };
}

/** Lines, and within them what stands between commas, bars or wide gaps. */
const piecesOf = (text: string): string[] =>
  text
    .split(/\n|,(?!\s*(?:ltd|inc|llc)\b)|[;|。!、\t]|\s{2,}/i)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');

/** A piece without numbers and addresses that are read by themselves. */
const bare = (piece: string): string =>
  labels
    .reduce((rest, [, label]) => rest.replace(label, ''), piece)
    .replaceAll(mails, '')
    .replaceAll(numbers, '')
    .trim();

function readLabelled(piece: string, take: Take): void {
  for (const [part, label] of labels) {
    const start = label.exec(piece);
    if (!start || part === 'phone' || part === 'email') continue;
    const value = bare(piece.slice(start[0].length));
    take(part, part === 'name' ? plainName(value) : value);
  }
}

function readPlain(piece: string, take: Take): void {
  if (piece === '' || piece.length > 60) return;
  if (isCompany(piece)) {
    const [company = piece, ...after] = splitCompany(piece);
    take('company', company);
    for (const rest of after) readPlain(rest, take);
    return;
  }
  if (isEnglish(piece)) readEnglish(piece, take);
  else for (const word of piece.split(/\s+/)) readWord(word, take);
}

/** 王建国 恒润化工有限公司: what stands beside the company is read for itself. */
function splitCompany(piece: string): string[] {
  if (englishCompany.test(piece)) return [piece];
  const words = piece.split(/\s+/);
  const at = words.findLastIndex((word) => companyEnds.some((end) => word.endsWith(end)));
  return at < 0 ? [piece] : [...words.slice(at, at + 1), ...words.slice(0, at), ...words.slice(at + 1)];
}

const isCompany = (piece: string): boolean =>
  piece.length >= 4 &&
  (englishCompany.test(piece) || piece.split(/\s+/).some((word) => word.length >= 4 && companyEnds.some((end) => word.endsWith(end))));

const isEnglish = (piece: string): boolean => /^[\x20-\x7e]+$/.test(piece);

function readEnglish(piece: string, take: Take): void {
  if (englishTitle.test(piece) && piece.length <= 60) take('title', piece);
  else if (!numberWord.test(piece) && /^(?:(?:Mr|Ms|Mrs|Dr)\.? )?[A-Z][a-z]+(?:[ -][A-Z][a-z]*\.?){1,3}$/.test(piece)) take('name', piece);
}

function readWord(word: string, take: Take): void {
  const title = titleWords.find((end) => word.endsWith(end));
  if (isName(word)) take('name', plainName(word));
  else if (title) {
    // 王建国采购部经理: the name stands before, without a gap
    const name = startsTitle(word) ? undefined : nameBefore(word, title);
    take('name', name);
    take('title', name ? word.slice(name.length) : word);
  }
}

function nameBefore(word: string, title: string): string | undefined {
  const rest = word.length - title.length;
  const known = [4, 3, 2].find((length) => length <= rest && isName(word.slice(0, length)) && startsTitle(word.slice(length)));
  return known === undefined ? undefined : word.slice(0, known);
}

const startsTitle = (text: string): boolean =>
  titleWords.includes(text) ||
  /^(?:高级|资深|首席|副|大区|区域|华[东南北中]|销售|采购|市场|技术|生产|项目|产品|财务|人事|行政|运营|研发|质量|设备|工程|物流|仓储|业务|客户|商务|供应链|信息|综合|总)/.test(
    text,
  );

/** Two to four Chinese characters that begin with a surname, or a surname with how one is called (陈总). */
function isName(word: string): boolean {
  const plain = word.replace(politeness, '');
  if (called.test(word)) return surnames.has(word.slice(0, 1));
  if (!/^\p{Script=Han}{2,4}$/u.test(plain) || noNames.has(plain) || titleWords.some((title) => plain.endsWith(title))) return false;
  return surnames.has(plain.slice(0, 2)) ? plain.length >= 3 : surnames.has(plain.slice(0, 1)) && plain.length <= 3;
}

const plainName = (word: string): string => (called.test(word) ? word : word.replace(politeness, ''));
