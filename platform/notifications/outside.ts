import { type Sql, sql } from '../database/sql.ts';
import type { Context } from '../module/index.ts';
import { headingOf, stillNews } from './news.ts';
import { type NoticeRow, planSending, viewsOf } from './notify.ts';
import { contextOf } from './sight.ts';

/** One line, and where a press leads; nothing else of a notice leaves the house. */
export interface OutsideMessage {
  readonly title: string;
  /** A path of this product. */
  readonly url: string;
  /** The same of what is the same: what comes again takes the place of what is there. */
  readonly tag: string;
  /** When the newest of what is told happened; RFC 3339. */
  readonly at: string;
  /** The language of the reader. */
  readonly language: Context['language'];
}

/** `gone`: that place receives nothing any more. `later`: to be tried again, at the earliest after some time. */
export type Delivery = { readonly kind: 'sent' | 'gone' | 'refused' } | { readonly kind: 'later'; readonly afterMs: number };

/** A way by which notices leave the house, one message for all that is due. A person may receive at several places. */
export interface Way<P extends { readonly id: string }> {
  /** Also the beginning of the names of its columns in `notification`. */
  readonly name: 'push' | 'app';
  /** The type of its column of places that still lack a message. */
  readonly leftType: Sql;
  places(tx: Context, user: string): Promise<readonly P[]>;
  deliver(tx: Context, place: P, message: OutsideMessage): Promise<Delivery>;
  /** What became of a message, in the transaction that holds its notices. */
  settle(tx: Context, user: string, done: Readonly<Record<'sent' | 'gone', readonly P[]>>): Promise<void>;
}

const mostAtOnce = 500;
/** The heading of several counts them; more are not read for it. */
const mostViews = 2;
/** Then it is given up: after about four hours. */
const tries = 8;
const minute = 60_000;

/** After the first, second … try: 1, 2, 4 … minutes, an hour at the most, and not before the service wants to be asked. */
const waitAfter = (tried: number, asked: number): number => Math.max(Math.min(2 ** (tried - 1), 60) * minute, asked);

interface Waiting extends NoticeRow {
  readonly bell: boolean;
  readonly tries: number;
  readonly left: readonly string[] | null;
}

const columnsOf = ({ name }: Pick<Way<never>, 'name'>) => ({
  state: sql.id(name),
  at: sql.id(`${name}_at`),
  tries: sql.id(`${name}_tries`),
  left: sql.id(`${name}_left`),
});

/**
 * Sends people what waits for them by a way, one message for all that is due. Rows are held while it goes out and marked in the same
 * transaction: two workers never send the same, and one that is killed in between sends it again (`tag` tells that it is the same).
 *
 * @param open makes the way ready; asked only when something waits
 */
export async function sendOutside<P extends { readonly id: string }>(
  ctx: Context,
  signal: AbortSignal,
  name: Way<P>['name'],
  open: () => Promise<Way<P>>,
): Promise<void> {
  const { state, at } = columnsOf({ name });
  const people = await ctx.query<{ user: string }>(sql`
    select distinct user_id as "user" from notification
    where tenant_id = ${ctx.tenant.id} and ${state} = 'waiting' and ${at} <= ${ctx.clock.now()} limit ${mostAtOnce}`);
  if (people.length === 0) return;
  const way = await open();
  for (const { user } of people) {
    if (signal.aborted) return;
    await ctx.transaction((tx) => sendTo(tx, way, user));
  }
}

async function sendTo<P extends { readonly id: string }>(tx: Context, way: Way<P>, user: string): Promise<void> {
  const { state, at, tries: tried, left: lacking } = columnsOf(way);
  const rows = await tx.query<Waiting>(sql`
    select n.id, n.kind, n.object, n.record_id, n.data, n.at, n.read_at, n.bell, n.${tried} as tries, n.${lacking} as left from notification n
    where n.tenant_id = ${tx.tenant.id} and n.user_id = ${user} and n.${state} = 'waiting' and n.${at} <= ${tx.clock.now()}
    order by n.at desc, n.id desc for update of n skip locked`);
  const places = await way.places(tx, user);
  const news = places.length > 0 ? await stillNews(tx, user, rows) : [];
  await mark(
    tx,
    user,
    rows.filter((row) => !news.includes(row)),
    sql`${state} = 'dropped'`,
  );
  // what some places lack after a try goes to these alone
  for (const group of Map.groupBy(news, ({ left }) => left?.join() ?? '').values()) {
    const left = group[0]?.left;
    await sendGroup(tx, way, { user, rows: group, places: left ? places.filter(({ id }) => left.includes(id)) : places });
  }
}

interface Group<P> {
  readonly user: string;
  readonly rows: readonly Waiting[];
  readonly places: readonly P[];
}

async function sendGroup<P extends { readonly id: string }>(tx: Context, way: Way<P>, { user, rows, places }: Group<P>): Promise<void> {
  const columns = columnsOf(way);
  const message = await messageOf(tx, user, rows);
  if (!message) return mark(tx, user, rows, sql`${columns.state} = 'dropped'`);
  const done = await Promise.all(places.map(async (place) => ({ place, result: await way.deliver(tx, place, message) })));
  const of = (kind: Delivery['kind']) => done.flatMap(({ place, result }) => (result.kind === kind ? [place] : []));
  await way.settle(tx, user, { sent: of('sent'), gone: of('gone') });
  const left = of('later').map(({ id }) => id);
  const tried = Math.max(...rows.map((row) => row.tries)) + 1;
  if (left.length > 0 && tried < tries) {
    const asked = Math.max(...done.map(({ result }) => (result.kind === 'later' ? result.afterMs : 0)));
    const at = new Date(tx.clock.now().getTime() + waitAfter(tried, asked));
    const change = sql`${columns.at} = ${at}, ${columns.tries} = ${tried}, ${columns.left} = ${left}::${way.leftType}`;
    await mark(tx, user, rows, change);
    return planSending(tx, `${way.name}.notices`, [at.toISOString()]);
  }
  const state = of('sent').length > 0 ? 'sent' : of('gone').length === done.length ? 'dropped' : 'failed';
  await mark(tx, user, rows, sql`${columns.state} = ${state}`);
}

async function mark(tx: Context, user: string, rows: readonly Waiting[], change: Sql): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql`
    update notification set ${change} where tenant_id = ${tx.tenant.id} and user_id = ${user} and id = any(${rows.map((row) => row.id)}::uuid[])`);
}

/** The line an e-mail would have as its subject, and the record it is about. */
async function messageOf(tx: Context, user: string, rows: readonly Waiting[]): Promise<OutsideMessage | undefined> {
  const reader = await contextOf(tx, user);
  const [first] = rows;
  if (!reader || !first) return undefined;
  const [view, ...more] = await viewsOf(reader, rows.slice(0, mostViews));
  if (!view) return undefined;
  const isOne = rows.length === 1 && more.length === 0;
  const url = isOne && view.object && view.record ? `/o/${encodeURIComponent(view.object)}/${view.record.id}` : '/notices';
  return { title: headingOf(reader, [view], rows.length), url, tag: first.id, at: first.at, language: reader.language };
}
