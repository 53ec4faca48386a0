import { type Sql, sql } from '../database/sql.ts';
import { type Context, defineJob } from '../module/index.ts';
import { contextOf, headingOf, type NoticeRow, planSending, stillNews, viewsOf } from '../notifications/index.ts';
import { liveDevices, type PushDevice } from './devices.ts';
import { type PushMessage, pushTo } from './post.ts';
import { type VapidKeys, vapidKeys } from './vapid.ts';

const mostAtOnce = 500;
/** The heading of several counts them; more are not read for it. */
const mostViews = 2;
/** Then it is given up: after about four hours. */
const tries = 8;
const minute = 60_000;

/** After the first, second … try: 1, 2, 4 … minutes, an hour at the most, and not before the service wants to be asked. */
export const waitAfter = (tried: number, asked: number): number => Math.max(Math.min(2 ** (tried - 1), 60) * minute, asked);

interface Waiting extends NoticeRow {
  readonly bell: boolean;
  readonly push_tries: number;
  readonly push_left: readonly string[] | null;
}

interface Sender {
  readonly keys: VapidKeys;
  readonly contact?: string;
}

/**
 * Sends people what waits for their devices, one message for all that is due. Rows are held while it goes out and marked in the same
 * transaction: two workers never send the same, and one that is killed in between sends it again, in place of the first (`tag`).
 */
export async function sendPushes(ctx: Context, signal: AbortSignal): Promise<void> {
  const people = await ctx.query<{ user: string }>(sql`
    select distinct user_id as "user" from notification
    where tenant_id = ${ctx.tenant.id} and push = 'waiting' and push_at <= ${ctx.clock.now()} limit ${mostAtOnce}`);
  if (people.length === 0) return;
  const [server] = await ctx.query<{ sender: string }>(sql`select sender from mail_server where tenant_id = ${ctx.tenant.id}`);
  const sender = { keys: await vapidKeys(ctx.app), ...(server ? { contact: `mailto:${server.sender}` } : {}) };
  for (const { user } of people) {
    if (signal.aborted) return;
    await ctx.transaction((tx) => sendTo(tx, sender, user));
  }
}

async function sendTo(tx: Context, sender: Sender, user: string): Promise<void> {
  const rows = await tx.query<Waiting>(sql`
    select n.id, n.kind, n.object, n.record_id, n.data, n.at, n.read_at, n.bell, n.push_tries, n.push_left from notification n
    where n.tenant_id = ${tx.tenant.id} and n.user_id = ${user} and n.push = 'waiting' and n.push_at <= ${tx.clock.now()}
    order by n.at desc, n.id desc for update of n skip locked`);
  const devices = await liveDevices(tx, user);
  const news = devices.length > 0 ? await stillNews(tx, user, rows) : [];
  await mark(
    tx,
    user,
    rows.filter((row) => !news.includes(row)),
    sql`push = 'dropped'`,
  );
  // what some devices lack after a try goes to these alone
  for (const group of Map.groupBy(news, ({ push_left: left }) => left?.join() ?? '').values()) {
    const left = group[0]?.push_left;
    await sendGroup(tx, sender, { user, rows: group, devices: left ? devices.filter(({ id }) => left.includes(id)) : devices });
  }
}

interface Group {
  readonly user: string;
  readonly rows: readonly Waiting[];
  readonly devices: readonly PushDevice[];
}

async function sendGroup(tx: Context, sender: Sender, { user, rows, devices }: Group): Promise<void> {
  const message = await messageOf(tx, user, rows);
  if (!message) return mark(tx, user, rows, sql`push = 'dropped'`);
  const done = await Promise.all(devices.map(async (device) => ({ device, result: await pushTo(tx, device, message, sender) })));
  const idsOf = (kind: string) => done.flatMap(({ device, result }) => (result.kind === kind ? [device.id] : []));
  await tx.query(sql`delete from push_device where tenant_id = ${tx.tenant.id} and id = any(${idsOf('gone')}::uuid[])`);
  await tx.query(sql`
    update push_device set reached_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and id = any(${idsOf('sent')}::uuid[])`);
  const left = idsOf('later');
  const tried = Math.max(...rows.map((row) => row.push_tries)) + 1;
  if (left.length > 0 && tried < tries) {
    const asked = Math.max(...done.map(({ result }) => (result.kind === 'later' ? result.afterMs : 0)));
    const at = new Date(tx.clock.now().getTime() + waitAfter(tried, asked));
    await mark(tx, user, rows, sql`push_at = ${at}, push_tries = ${tried}, push_left = ${left}::uuid[]`);
    return planSending(tx, 'push.notices', [at.toISOString()]);
  }
  const state = idsOf('sent').length > 0 ? 'sent' : idsOf('gone').length === done.length ? 'dropped' : 'failed';
  await mark(tx, user, rows, sql`push = ${state}`);
}

async function mark(tx: Context, user: string, rows: readonly Waiting[], change: Sql): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(sql`
    update notification set ${change} where tenant_id = ${tx.tenant.id} and user_id = ${user} and id = any(${rows.map((row) => row.id)}::uuid[])`);
}

/** The line an e-mail would have as its subject, and the record it is about; nothing else of it leaves the house. */
async function messageOf(tx: Context, user: string, rows: readonly Waiting[]): Promise<PushMessage | undefined> {
  const reader = await contextOf(tx, user);
  const [first] = rows;
  if (!reader || !first) return undefined;
  const [view, ...more] = await viewsOf(reader, rows.slice(0, mostViews));
  if (!view) return undefined;
  const isOne = rows.length === 1 && more.length === 0;
  const url = isOne && view.object && view.record ? `/o/${encodeURIComponent(view.object)}/${view.record.id}` : '/notices';
  return { title: headingOf(reader, [view], rows.length), url, tag: first.id };
}

export const pushJob = defineJob<{ tenant: number }>({
  name: 'push.notices',
  async run({ contextFor, signal }, { tenant }) {
    await sendPushes(await contextFor({ tenant }), signal);
  },
});
