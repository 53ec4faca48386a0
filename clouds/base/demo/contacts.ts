import { type Industry, mobileNumber, type Random, uniqueNames } from '@huanke/platform/demo';
import type { DemoAccount } from './accounts.ts';
import { heroContacts } from './heroes.ts';
import { people } from './people.ts';

export interface DemoContact {
  readonly key: string;
  readonly account: string;
  readonly name: string;
  readonly title: string;
  /** How one speaks to them: 陈部长. */
  readonly address: string;
  readonly phone: string;
  readonly workPhone?: string;
  readonly otherPhone?: string;
  readonly email?: string;
  readonly wechat?: string;
  readonly birthday?: string;
  readonly owner: string;
  readonly since: number;
}

type Age = 'older' | 'middle' | 'young';
const common: readonly (readonly [string, Age, number])[] = [
  ['设备部部长', 'older', 8],
  ['采购经理', 'middle', 9],
  ['采购主管', 'middle', 6],
  ['采购员', 'young', 4],
  ['总工程师', 'older', 4],
  ['生产副总', 'older', 4],
  ['技术部经理', 'middle', 5],
  ['设备科科长', 'middle', 6],
  ['动力车间主任', 'middle', 5],
  ['维修班长', 'middle', 3],
  ['机动科工程师', 'young', 4],
  ['总经理', 'older', 2],
];
const special: Partial<Record<Industry, readonly (readonly [string, Age, number])[]>> = {
  utilities: [
    ['泵站管理所所长', 'older', 8],
    ['运营部经理', 'middle', 7],
    ['工程部经理', 'middle', 5],
    ['招标办主管', 'middle', 4],
    ['厂长', 'older', 4],
  ],
  construction: [
    ['项目经理', 'middle', 8],
    ['机电部经理', 'middle', 6],
    ['预算员', 'young', 3],
    ['材料部主管', 'middle', 4],
  ],
  other: [
    ['后勤科科长', 'older', 5],
    ['工程部经理', 'middle', 6],
    ['运维主管', 'middle', 5],
  ],
  electronics: [
    ['厂务部经理', 'middle', 8],
    ['采购工程师', 'young', 6],
    ['水处理主管', 'middle', 4],
  ],
};

const forms: readonly (readonly [RegExp, string])[] = [
  [/总工程师/, '总工'],
  [/副总|总经理|副总经理/, '总'],
  [/部长/, '部长'],
  [/科长/, '科长'],
  [/处长/, '处长'],
  [/所长/, '所长'],
  [/厂长/, '厂长'],
  [/主任/, '主任'],
  [/班长/, '班长'],
  [/主管/, '主管'],
  [/经理/, '经理'],
  [/工程师|预算员/, '工'],
];

/** 陈国栋, 设备部部长 → 陈部长 */
export function addressOf(name: string, title: string): string {
  const surname = /^(欧阳|诸葛)/.test(name) ? name.slice(0, 2) : name.slice(0, 1);
  const form = forms.find(([pattern]) => pattern.test(title))?.[1];
  return form ? surname + form : name;
}

/**
 * Of every third an extension at the company, of some a second mobile, with a beginning that no network has handed out. They tell no more of the
 * story: no chance is drawn for them.
 */
const moreNumbers = (account: DemoAccount, phone: string, number: number) => ({
  ...(number % 3 === 1 ? { workPhone: `${account.phone}-${8000 + number}` } : {}),
  ...(number % 8 === 1 ? { otherPhone: `${phone.startsWith('169') ? '161' : '169'}${phone.slice(7)}${phone.slice(3, 7)}` } : {}),
});

/** Contacts of all accounts: those the story names, the others shared out, more for the important ones. */
export function makeContacts(random: Random, accounts: readonly DemoAccount[], count: number): DemoContact[] {
  const known = new Map(accounts.map((account) => [account.key, account]));
  const names = uniqueNames(random, [...heroContacts.map(({ name }) => name), ...people.map(({ name }) => name)]);
  const contacts: DemoContact[] = [];
  const phones = new Set<string>();
  const add = (account: DemoAccount, name: string, title: string, age: Age, tail?: string) => {
    let phone = mobileNumber(random, tail);
    while (phones.has(phone)) phone = mobileNumber(random, tail);
    phones.add(phone);
    const number = contacts.length + 1;
    const year = { older: 1966, middle: 1979, young: 1993 }[age] + random.int(0, 9);
    const month = random.int(1, 12);
    const birthday = `${year}-${String(month).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`;
    contacts.push({
      key: String(number),
      account: account.key,
      name,
      title,
      address: addressOf(name, title),
      phone,
      ...moreNumbers(account, phone, number),
      ...(random.chance(0.7) ? { email: `${random.pick(['gc', 'cg', 'sb', 'xs', 'jd', 'bg'])}${100 + number}@${domainOf(account)}` } : {}),
      ...(random.chance(0.6) ? { wechat: `wx_${phone.slice(3)}` } : {}),
      ...(random.chance(0.15) ? { birthday } : {}),
      owner: account.owner,
      since: Math.max(3, account.since - random.int(0, 40)),
    });
  };
  for (const { account, name, title, tail } of heroContacts) {
    const found = known.get(account);
    if (found) add(found, name, title, /员$|驻场/.test(title) ? 'young' : 'older', tail);
  }
  const staffed = new Set(contacts.map(({ account }) => account));
  const more = (account: DemoAccount) => {
    const [title, age] = drawTitle(random, account);
    add(account, names(age).name, title, age);
  };
  for (const account of accounts) if (!staffed.has(account.key) && contacts.length < count) more(account);
  const weights = accounts.map((account) => [account, account.level === 'A' ? 4 : account.level === 'B' ? 2 : 1] as const);
  while (contacts.length < count) more(random.weighted(weights));
  return contacts;
}

function drawTitle(random: Random, account: DemoAccount): readonly [string, Age] {
  const [title, age] = random.weighted([...common, ...(special[account.industry] ?? [])].map((entry) => [entry, entry[2]] as const));
  return [title, age];
}

/** Names under `.example` belong to nobody. */
function domainOf(account: DemoAccount): string {
  const word = /^\d/.test(account.key) ? `kh${account.key.replace('-', 'x')}` : account.key;
  return `${word}.example`;
}
