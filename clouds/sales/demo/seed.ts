import {
  castOf,
  created,
  ensureSignIns,
  seedAccounts,
  seedColleagues,
  seedContacts,
  seedPeople,
  seedProducts,
  seedRates,
} from '@huanke/base/demo';
import { type AuthoredRow, type Calendar, openStory, type StoryWriter } from '@huanke/platform/demo';
import { savePart } from '@huanke/platform/metadata';
import type { Application } from '@huanke/platform/module';
import { createModel } from '../scoring/store.ts';
import type { DemoActivity } from './activities.ts';
import { demoCompetitors } from './competitors.ts';
import { seedContracts } from './contracts.ts';
import { type DemoDeal, isOpen } from './deal.ts';
import { seedDealParts } from './deal-parts.ts';
import { seedEvents } from './events.ts';
import { seedInvoices } from './invoices.ts';
import type { DemoLead } from './leads.ts';
import { seedLetters } from './letters.ts';
import { seedMessages } from './messages.ts';
import { seedPeopleMap } from './people-map.ts';
import { demoPlaybook } from './playbook.ts';
import { seedProjects } from './projects.ts';
import { makeProofs } from './proofs.ts';
import { seedReceipts } from './receipts.ts';
import { demoScoring } from './scoring.ts';
import { makeStory } from './story.ts';
import { demoTagRules } from './tag-rules.ts';
import { seedTenders } from './tenders.ts';

export interface SeedOptions {
  readonly app: Application;
  readonly tenant: number;
  /** 1: 160 customers, 420 deals, 2,500 entries. */
  readonly size?: number;
  readonly seed?: number;
  /** Sample data in somebody's own company: this user gets 李娜's records, nobody new may sign in. */
  readonly sampleFor?: string;
  /** Of the job: who stops the server does not wait for the end of the story. */
  readonly signal?: AbortSignal;
}

type Cast = ReadonlyMap<string, string>;

/**
 * Tells the story of 华泵科技 to a tenant, in steps of one transaction each. Told before, it does nothing; interrupted, it goes on where
 * it was left, on the day it began.
 */
export async function seedDemo({ app, tenant, size = 1, seed = 1, sampleFor, signal }: SeedOptions): Promise<void> {
  const steps = await openStory(app, tenant, { size, seed, channel: sampleFor === undefined ? 'web' : 'import', signal });
  if (await steps.isDone('whole')) return;
  const { tenant: info } = await app.contextFor({ tenant });
  const story = makeStory({ now: new Date(steps.mark.now), timeZone: info.timeZone, size: steps.mark.size, seed: steps.mark.seed });
  const { calendar } = story;
  const step = (name: string, work: (writer: StoryWriter, cast: Cast) => Promise<void>) =>
    steps.run(name, async (writer) => work(writer, await castOf(writer, sampleFor)));
  if (sampleFor === undefined) {
    await ensureSignIns(app, tenant);
    await steps.run('people', (writer) => seedPeople(app, writer));
  } else await steps.run('people', seedColleagues);
  await step('products', async (writer) => {
    await seedProducts(writer, calendar, story.products);
    await seedRates(writer, calendar);
  });
  await step('accounts', (writer, cast) => seedAccounts(writer, calendar, cast, story.accounts));
  await step('contacts', (writer, cast) => seedContacts(writer, calendar, cast, story.contacts));
  await step('leads', (writer, cast) => seedLeads(writer, calendar, cast, story.leads));
  await step('competitors', (writer) => seedCompetitors(writer, calendar));
  await step('deals', (writer, cast) => seedDeals(writer, calendar, cast, story.deals));
  await step('people map', (writer, cast) => seedPeopleMap(writer, calendar, cast, story));
  if (sampleFor === undefined) {
    const place = { kind: 'salesSettings', name: 'deals' };
    await steps.run('deal rules', async ({ ctx }) => void (await savePart(ctx, place, { hourlyCost: '280' })));
  }
  await step('deal parts', (writer, cast) => seedDealParts(writer, calendar, cast, story));
  await step('activities', (writer, cast) => seedActivities(writer, calendar, cast, story.activities));
  await steps.run('scoring', async ({ ctx }) => void (await createModel(ctx, demoScoring)));
  await step('events', (writer, cast) => seedEvents(writer, calendar, cast));
  await step('letters', (writer, cast) => seedLetters(writer, calendar, cast, story.contacts));
  await step('messages', (writer, cast) => seedMessages(writer, calendar, cast, story.contacts));
  await step('tenders', (writer, cast) => seedTenders(writer, calendar, cast));
  await step('projects', (writer, cast) => seedProjects(writer, calendar, cast));
  await step('contracts', (writer, cast) => seedContracts(writer, calendar, cast));
  await step('receipts', (writer, cast) => seedReceipts(writer, calendar, cast));
  await step('invoices', (writer, cast) => seedInvoices(writer, calendar, cast, story.accounts));
  if (sampleFor === undefined) {
    const place = { kind: 'playbook', object: 'opportunity', name: 'stage' };
    await steps.run('playbook', async ({ ctx }) => void (await savePart(ctx, place, demoPlaybook)));
    await steps.run('tag rules', async ({ ctx }) => {
      for (const [name, rule] of Object.entries(demoTagRules)) await savePart(ctx, { kind: 'tagRule', object: 'account', name }, rule);
    });
    await refreshStatistics(app);
  }
  await steps.run('whole', async () => undefined);
}

async function seedLeads(writer: StoryWriter, calendar: Calendar, cast: Cast, leads: readonly DemoLead[]): Promise<void> {
  await writer.save(
    'lead',
    leads.map((lead, index) => {
      const { key, since, name, company, title, phone, email, wechat, industry, employees, uscc, source, score } = lead;
      const owner = cast.get(lead.owner) ?? null;
      return created('lead', key, calendar.past(-since, `${8 + (index % 4)}:${String((index * 13) % 60).padStart(2, '0')}`), owner, {
        name,
        company,
        title,
        phone,
        industry,
        employees,
        source,
        score,
        owner,
        ...(email ? { email } : {}),
        ...(wechat ? { wechat } : {}),
        ...(uscc ? { uscc } : {}),
      });
    }),
  );
  const ids = await writer.ids('lead');
  const accounts = await writer.ids('account');
  const contacts = await writer.ids('contact');
  await writer.save(
    'lead',
    leads
      .filter(({ status }) => status !== 'new')
      .map((lead, index) => {
        const at = calendar.past(-lead.moved, `${13 + (index % 5)}:${String((index * 19) % 60).padStart(2, '0')}`);
        const converted = {
          convertedAt: at.toISOString(),
          convertedAccount: accounts.get(lead.account ?? '') ?? null,
          convertedContact: contacts.get(lead.contact ?? '') ?? null,
        };
        const outcome = lead.status === 'converted' ? converted : lead.status === 'invalid' ? { invalidReason: 'noNeed' } : {};
        return {
          by: cast.get(lead.owner) ?? null,
          operation: 'update',
          id: ids.get(lead.key) ?? '',
          at,
          values: { status: lead.status, ...outcome },
        };
      }),
  );
}

async function seedCompetitors(writer: StoryWriter, calendar: Calendar): Promise<void> {
  const at = calendar.past(-760, '10:30');
  await writer.save(
    'competitor',
    demoCompetitors.map(({ key, card, ...rest }) =>
      created('competitor', key, at, null, { ...rest, battlecard: `<ol>${card.map((point) => `<li>${point}</li>`).join('')}</ol>` }),
    ),
  );
}

interface Save {
  readonly at: Date;
  readonly values: Readonly<Record<string, unknown>>;
}

const integrator = 'haiyan';

/** What a deal is about, by what it is called. */
function kindOf({ name, source }: DemoDeal): 'new' | 'expansion' | 'renewal' | 'replacement' {
  if (/备件|维保|年度|协议/.test(name)) return 'renewal';
  if (/更新|更换|换型|改造|技改|大修|国产替代/.test(name)) return 'replacement';
  return source === 'repeat' ? 'expansion' : 'new';
}

const yuan = (amount: number) => `${amount}.00`;

/** A deal's life as its seller saved it: made, moved from stage to stage, its price changed, its next step set. */
export function lifeOf(
  deal: DemoDeal,
  calendar: Calendar,
  { account, product, partner }: Readonly<Partial<Record<'account' | 'product' | 'partner', string | undefined>>>,
): Save[] {
  const { path, earlier = [] } = deal;
  const moments = path.map((step, index) => momentOf(calendar, step.ago, index, index === path.length - 1 && isOpen(deal)));
  const started = path[0]?.ago ?? 0;
  const saves: Save[] = [
    {
      at: moments[0] ?? calendar.now,
      values: {
        name: deal.name,
        account,
        product,
        stage: 'initial',
        amount: yuan(earlier[0]?.amount ?? deal.amount),
        ...(deal.currency ? { currency: deal.currency } : {}),
        engagedOn: calendar.day(-Math.round(started)),
        closeOn: calendar.day(deal.closeIn),
        source: deal.source,
        dealType: kindOf(deal),
        ...(partner ? { partner } : {}),
        ...(deal.competitor ? { competitor: deal.competitor } : {}),
      },
    },
  ];
  const next = deal.nextStep
    ? {
        nextStep: deal.nextStep,
        nextStepOn: calendar.day(deal.nextStepIn ?? 0),
        ...(deal.forecastCategory ? { forecastCategory: deal.forecastCategory } : {}),
      }
    : {};
  path.slice(1).forEach((step, index) => {
    const closed = step.stage === 'won' || step.stage === 'lost';
    saves.push({
      at: moments[index + 1] ?? calendar.now,
      values: {
        stage: step.stage,
        ...(closed ? { closedOn: calendar.day(-step.ago), ...next } : {}),
        ...(step.stage === 'lost' ? { lossReason: deal.lossReason ?? 'other' } : {}),
      },
    });
  });
  earlier.forEach(({ until }, index) => {
    saves.push({ at: calendar.past(-until, '14:21'), values: { amount: yuan(earlier[index + 1]?.amount ?? deal.amount) } });
  });
  const last = saves.reduce((latest, { at }) => Math.max(latest, at.getTime()), 0);
  if (isOpen(deal) && deal.nextStep) {
    const touched = calendar.past(-deal.touched.ago, deal.touched.clock).getTime();
    saves.push({ at: new Date(Math.min(calendar.now.getTime(), Math.max(touched, last + 60_000))), values: next });
  }
  return saves.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Whole days before today are whole days: the stage a deal is in now was entered at an hour that has already come today. */
function momentOf(calendar: Calendar, ago: number, index: number, present: boolean): Date {
  const minutes = 9 * 60 + 20 + index * 45;
  const midnight = calendar.at(0, '00:00').getTime();
  const sofar = Math.floor((calendar.now.getTime() - midnight) / 60_000) - 5;
  const clock = present ? Math.max(0, Math.min(minutes, sofar)) : minutes;
  return calendar.past(-Math.round(ago), `${Math.floor(clock / 60)}:${clock % 60}`);
}

async function seedDeals(writer: StoryWriter, calendar: Calendar, cast: Cast, deals: readonly DemoDeal[]): Promise<void> {
  const accounts = await writer.ids('account');
  const products = await writer.ids('product');
  const lives = deals.map((deal) => ({
    deal,
    owner: cast.get(deal.owner) ?? null,
    saves: lifeOf(deal, calendar, {
      account: accounts.get(deal.account),
      product: products.get(deal.product),
      // brought by the one who fits pumps into its own machines
      partner: deal.source === 'partner' && deal.account !== integrator ? accounts.get(integrator) : undefined,
    }),
  }));
  await writer.save(
    'opportunity',
    lives.flatMap(({ deal, owner, saves: [first] }) =>
      first ? [created('opportunity', deal.key, first.at, owner, { ...first.values, owner })] : [],
    ),
  );
  const ids = await writer.ids('opportunity');
  const proofs = await makeProofs(writer, lives);
  const proven = (deal: DemoDeal, { values }: Save) => (values.stage === 'won' ? { wonProof: [{ id: proofs.get(deal.key) }] } : {});
  for (let round = 1; round < Math.max(...lives.map(({ saves }) => saves.length)); round += 1) {
    await writer.save(
      'opportunity',
      lives.flatMap(({ deal, owner, saves }): AuthoredRow[] => {
        const save = saves[round];
        if (!save) return [];
        const values = { ...save.values, ...proven(deal, save) };
        return [{ by: owner, operation: 'update', id: ids.get(deal.key) ?? '', at: save.at, values }];
      }),
    );
  }
}

async function seedActivities(writer: StoryWriter, calendar: Calendar, cast: Cast, activities: readonly DemoActivity[]): Promise<void> {
  const ids = {
    deal: await writer.ids('opportunity'),
    account: await writer.ids('account'),
    contact: await writer.ids('contact'),
    lead: await writer.ids('lead'),
  };
  const objects = { deal: 'opportunity', account: 'account', contact: 'contact', lead: 'lead' } as const;
  await writer.save(
    'activity',
    activities.map((activity) => {
      const { key, type, subject, content, about, minutes, dueIn } = activity;
      const at = calendar.past(activity.on, activity.clock);
      const related = (['deal', 'account', 'contact', 'lead'] as const).flatMap((kind) => {
        const id = ids[kind].get(about[kind] ?? '');
        return id ? [{ object: objects[kind], id }] : [];
      });
      return created('activity', key, at, cast.get(activity.owner) ?? null, {
        type,
        subject,
        related,
        owner: cast.get(activity.owner) ?? null,
        done: activity.done ?? type !== 'task',
        ...(content ? { content } : {}),
        ...(minutes ? { startAt: new Date(at.getTime() - minutes * 60_000).toISOString(), endAt: at.toISOString() } : {}),
        ...(dueIn === undefined ? {} : { dueOn: calendar.day(dueIn) }),
      });
    }),
  );
}

/** A few thousand new rows: without statistics the first lists would be planned as if there were none. */
async function refreshStatistics(app: Application): Promise<void> {
  for (const table of [
    'account',
    'contact',
    'lead',
    'opportunity',
    'activity',
    'record_search',
    'record_history',
    'record_link',
    'stage_entry',
  ]) {
    await app.owner.query(`analyze ${table}`).catch((error: unknown) => app.log.warn({ error }, 'statistics could not be refreshed'));
  }
}
