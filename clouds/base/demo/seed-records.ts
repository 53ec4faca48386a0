import { type AuthoredRow, type Calendar, externalIdOf, type StoryWriter } from '@huanke/platform/demo';
import { idAt } from '@huanke/platform/kernel';
import type { DemoAccount } from './accounts.ts';
import type { DemoContact } from './contacts.ts';
import type { DemoProduct } from './products.ts';

/** A new record of the story as its author wrote it down then; its id carries that moment, like every other. */
export function created(object: string, key: string, at: Date, by: string | null, values: Readonly<Record<string, unknown>>): AuthoredRow {
  return { by, operation: 'create', id: idAt(at.getTime()), at, values: { ...values, externalId: externalIdOf(object, key) } };
}

export async function seedProducts(writer: StoryWriter, calendar: Calendar, products: readonly DemoProduct[]): Promise<void> {
  await writer.save(
    'product',
    products.map((product, index) =>
      created('product', product.key, calendar.past(-780 + index, '10:00'), null, {
        name: product.name,
        code: product.code,
        series: product.series,
        listPrice: `${product.listPrice}.00`,
        active: product.active ?? true,
      }),
    ),
  );
}

/** The rate of the dollar; a company that counts in another currency than the story has rates of its own. */
export async function seedRates(writer: StoryWriter, calendar: Calendar): Promise<void> {
  if (writer.ctx.tenant.currency !== 'CNY') return;
  await writer.save('exchangeRate', [
    created('exchangeRate', 'usd', calendar.past(-780, '09:30'), null, { currency: 'USD', rate: '7.1234', fromOn: calendar.day(-780) }),
  ]);
}

/** What its sellers would note of a customer. */
const tagsOf = ({ level, source, parent }: DemoAccount): string[] => [
  ...(level === 'A' ? ['重点客户'] : []),
  ...(source === 'repeat' ? ['老客户'] : []),
  ...(source === 'exhibition' ? ['展会结识'] : []),
  ...(parent ? ['集团下属'] : []),
];

export async function seedAccounts(
  writer: StoryWriter,
  calendar: Calendar,
  cast: ReadonlyMap<string, string>,
  accounts: readonly DemoAccount[],
): Promise<void> {
  let level: readonly DemoAccount[] = accounts.filter((account) => !account.parent);
  const done = new Set<string>();
  // parents first, level by level
  while (level.length > 0) {
    const ids = await writer.ids('account');
    await writer.save(
      'account',
      level.map((account, index) => {
        const owner = cast.get(account.owner) ?? null;
        const { key, parent, since, name, industry, phone, uscc, foundedYear, annualRevenue, employees, region, source } = account;
        return created('account', key, calendar.past(-since, clockOf(index)), owner, {
          name,
          industry,
          level: account.level,
          phone,
          uscc,
          foundedYear,
          annualRevenue,
          employees,
          country: '中国',
          region,
          source,
          tags: tagsOf(account),
          owner,
          ...(parent ? { parent: ids.get(parent) ?? null } : {}),
        });
      }),
    );
    for (const { key } of level) done.add(key);
    level = accounts.filter((account) => account.parent && done.has(account.parent) && !done.has(account.key));
  }
}

export async function seedContacts(
  writer: StoryWriter,
  calendar: Calendar,
  cast: ReadonlyMap<string, string>,
  contacts: readonly DemoContact[],
): Promise<void> {
  const accounts = await writer.ids('account');
  await writer.save(
    'contact',
    contacts.map((contact, index) => {
      const { key, since, name, title, phone, workPhone, otherPhone, email, wechat, birthday } = contact;
      const owner = cast.get(contact.owner) ?? null;
      return created('contact', key, calendar.past(-since, clockOf(index)), owner, {
        name,
        title,
        phone,
        account: accounts.get(contact.account) ?? null,
        owner,
        ...(workPhone ? { workPhone } : {}),
        ...(otherPhone ? { otherPhone } : {}),
        ...(email ? { email } : {}),
        ...(wechat ? { wechat } : {}),
        ...(birthday ? { birthday } : {}),
      });
    }),
  );
}

/** Some time of a working day, the same for the same place in the story. */
function clockOf(index: number): string {
  return `${String(9 + (index % 8)).padStart(2, '0')}:${String((index * 17) % 60).padStart(2, '0')}`;
}
