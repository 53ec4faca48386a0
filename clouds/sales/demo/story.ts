import { type DemoAccount, type DemoContact, type DemoProduct, makeAccounts, makeContacts, products } from '@huanke/base/demo';
import { type Calendar, calendarOf, seeded } from '@huanke/platform/demo';
import { type DemoActivity, makeActivities } from './activities.ts';
import type { DemoDeal } from './deal.ts';
import { fillerDeals, makeDeals } from './deals.ts';
import { heroDeals } from './hero-deals.ts';
import { type DemoLead, makeLeads } from './leads.ts';

/** All of 华泵科技 by keys, before any of it is a record. */
export interface Story {
  readonly calendar: Calendar;
  readonly products: readonly DemoProduct[];
  readonly accounts: readonly DemoAccount[];
  readonly contacts: readonly DemoContact[];
  readonly leads: readonly DemoLead[];
  readonly deals: readonly DemoDeal[];
  readonly activities: readonly DemoActivity[];
}

export interface StoryOptions {
  readonly now: Date;
  readonly timeZone: string;
  /** 1: 160 customers, 420 deals, 2,500 entries. */
  readonly size: number;
  readonly seed: number;
}

/** The same day, size and seed tell the same story. What the pictures name is in every size; the board's exact sums from size 1 on. */
export function makeStory({ now, timeZone, size, seed }: StoryOptions): Story {
  const random = seeded(seed);
  const calendar = calendarOf(now, timeZone);
  const count = (whole: number) => Math.max(1, Math.round(whole * size));
  const accounts = makeAccounts(random.fork('accounts'), calendar, Math.max(count(160), 36));
  const contacts = makeContacts(random.fork('contacts'), accounts, Math.max(count(320), accounts.length + 24));
  const world = { accounts, products, calendar };
  const named = heroDeals(random.fork('heroes'), calendar);
  const told = size < 1 ? named : [...named, ...fillerDeals(random.fork('fillers'), world)];
  const deals = [...told, ...makeDeals(random.fork('deals'), world, Math.max(0, count(420) - told.length))];
  const known = knownBefore(accounts, contacts, deals);
  const leads = makeLeads(random.fork('leads'), { ...known, calendar }, count(90));
  const activities = makeActivities(random.fork('activities'), { ...known, products, deals, leads, calendar }, count(2500));
  return { calendar, products, ...known, leads, deals, activities };
}

/** Nobody has a deal before they are a customer, and nobody is spoken to before they are known. */
function knownBefore(accounts: readonly DemoAccount[], contacts: readonly DemoContact[], deals: readonly DemoDeal[]) {
  const firstDeal = new Map<string, number>();
  for (const { account, path } of deals) firstDeal.set(account, Math.max(firstDeal.get(account) ?? 0, Math.ceil(path[0]?.ago ?? 0)));
  const since = (account: string, own: number, lead: number) => Math.max(own, (firstDeal.get(account) ?? -lead) + lead);
  return {
    accounts: accounts.map((account) => ({ ...account, since: since(account.key, account.since, 3) })),
    contacts: contacts.map((contact) => ({ ...contact, since: since(contact.account, contact.since, 1) })),
  };
}
