import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { type NoticeGroup, noticeGroups } from './kinds.ts';

export interface Ways {
  readonly bell: boolean;
  readonly mail: boolean;
  /** To the person's devices, those they have allowed to receive it. */
  readonly push: boolean;
  /** By the company's work platform, to those whose account there is known. */
  readonly app: boolean;
}

/** How somebody wants to be told. */
export interface Choice {
  readonly ways: Readonly<Record<NoticeGroup, Ways>>;
  /** What leaves the house (e-mails, pushes, work platforms) at once, or gathered once a day or a week. */
  readonly mail: 'now' | 'daily' | 'weekly';
  /** The local hour at which what was gathered goes out, and for a weekly one its day: 0 Sunday … 6 Saturday. */
  readonly digestHour: number;
  readonly digestDay: number;
  /** Local times between which nothing leaves the house; null: always. */
  readonly quiet: { readonly from: string; readonly to: string } | null;
  /** Null: the company's. */
  readonly timeZone: string | null;
  /** What one follows by itself: what one owns, what one commented on. */
  readonly follow: { readonly owner: boolean; readonly commenter: boolean };
}

/** What a person or a company has chosen; what is absent is as the next wider circle has it. */
export interface PartialChoice extends Partial<Omit<Choice, 'ways' | 'follow'>> {
  readonly ways?: Partial<Record<NoticeGroup, Partial<Ways>>>;
  readonly follow?: Partial<Choice['follow']>;
}

const all = { bell: true, mail: true, push: true, app: true };
export const bellOnly: Ways = { bell: true, mail: false, push: false, app: false };

export const shippedChoice: Choice = {
  ways: { mention: all, assigned: all, due: all, follow: bellOnly, work: bellOnly, other: bellOnly },
  mail: 'now',
  digestHour: 8,
  digestDay: 1,
  quiet: { from: '22:00', to: '07:00' },
  timeZone: null,
  follow: { owner: false, commenter: true },
};

/** Under this id stand the company's defaults. */
export const companyId = '00000000-0000-0000-0000-000000000000';

function narrow(wider: Choice, circle: PartialChoice | null | undefined): Choice {
  const ways = Object.fromEntries(noticeGroups.map((group) => [group, { ...wider.ways[group], ...circle?.ways?.[group] }]));
  return { ...wider, ...circle, ways: ways as Choice['ways'], follow: { ...wider.follow, ...circle?.follow } };
}

/** What holds for a person: what is shipped, then the company's choice, then their own. */
export function mergeChoices(company?: PartialChoice | null, own?: PartialChoice | null): Choice {
  return narrow(narrow(shippedChoice, company), own);
}

export interface PersonChoice {
  readonly choice: Choice;
  /** The company sends e-mail and the person has an address. */
  readonly mailable: boolean;
  /** A device of theirs receives pushes. */
  readonly pushable: boolean;
  /** A work platform the company has connected knows them. */
  readonly appable: boolean;
}

/** What people have chosen, by one query for all of them. Who is not in the answer has chosen nothing and is told by the bell alone. */
export async function choicesOf(ctx: Context, people: readonly string[]): Promise<Map<string, PersonChoice>> {
  const rows = await ctx.query<{
    id: string;
    own: PartialChoice | null;
    company: PartialChoice | null;
    mailable: boolean;
    pushable: boolean;
    appable: boolean;
  }>(sql`
    select p.id, own.choice as own, company.choice as company,
      exists (select from mail_server s where s.tenant_id = ${ctx.tenant.id}) and exists (
        select from app_user u where u.tenant_id = ${ctx.tenant.id} and u.id = p.id and u.active and u.deleted_at is null and u.email is not null) as mailable,
      exists (select from push_device d where d.tenant_id = ${ctx.tenant.id} and d.user_id = p.id) as pushable,
      exists (
        select from work_app_user a where a.tenant_id = ${ctx.tenant.id} and a.user_id = p.id and a.unknown_at is null) as appable
    from unnest(${people}::uuid[]) p (id)
    left join notification_choice own on own.tenant_id = ${ctx.tenant.id} and own.user_id = p.id
    left join notification_choice company on company.tenant_id = ${ctx.tenant.id} and company.user_id = ${companyId}`);
  return new Map(rows.map(({ id, company, own, ...can }) => [id, { choice: mergeChoices(company, own), ...can }]));
}

export interface ChoiceView {
  /** As it works now. */
  readonly choice: Choice;
  /** What was chosen here; the rest comes from the company. */
  readonly own: PartialChoice;
  readonly company: Choice;
  /** Whether the company sends e-mail at all. */
  readonly mails: boolean;
  /** Work platforms by which one is told; of the company, those it has connected. */
  readonly apps: readonly string[];
}

export async function storedChoice(ctx: Context, who: string): Promise<PartialChoice> {
  const [row] = await ctx.query<{ choice: PartialChoice }>(
    sql`select choice from notification_choice where tenant_id = ${ctx.tenant.id} and user_id = ${who}`,
  );
  return row?.choice ?? {};
}

async function mails(ctx: Context): Promise<boolean> {
  return (await ctx.query(sql`select 1 from mail_server where tenant_id = ${ctx.tenant.id}`)).length > 0;
}

async function appsOf(ctx: Context, of: 'me' | 'company'): Promise<string[]> {
  const mine = sql`and exists (
    select from work_app_user u where u.tenant_id = w.tenant_id and u.platform = w.platform and u.user_id = ${ctx.user.id} and u.unknown_at is null)`;
  const rows = await ctx.query<{ platform: string }>(sql`
    select w.platform from work_app w where w.tenant_id = ${ctx.tenant.id} ${of === 'me' ? mine : sql``} order by w.platform`);
  return rows.map(({ platform }) => platform);
}

export async function viewChoice(ctx: Context, of: 'me' | 'company'): Promise<ChoiceView> {
  if (of === 'company' && !ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
  const company = await storedChoice(ctx, companyId);
  const own = of === 'company' ? company : await storedChoice(ctx, ctx.user.id);
  return {
    own,
    company: of === 'company' ? shippedChoice : mergeChoices(company),
    choice: of === 'company' ? mergeChoices(company) : mergeChoices(company, own),
    mails: await mails(ctx),
    apps: await appsOf(ctx, of),
  };
}
