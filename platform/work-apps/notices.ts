import { DateTime } from 'luxon';
import { sql } from '../database/sql.ts';
import { label, textOf } from '../kernel/index.ts';
import { type Context, defineJob } from '../module/index.ts';
import { type Delivery, type OutsideMessage, sendOutside, type Way } from '../notifications/index.ts';
import type { Card } from './adapter.ts';
import { noteFailure, type OpenConnection, openConnections } from './connections.ts';
import { isTheirs, PlatformRefusal, platformFailure } from './failure.ts';
import type { Platform } from './platforms.ts';

const open = label('查看', 'Open');

/** Somebody at a platform. */
interface Place {
  readonly id: Platform;
  readonly account: string;
  readonly connection: OpenConnection;
}

/** The company and the minute: what is told is in the title, and what happens twice is not taken for the same. */
function cardOf({ tenant }: Context, { title, url, tag, at, language }: OutsideMessage, site: string): Card {
  const when = DateTime.fromISO(at, { zone: tenant.timeZone }).toFormat('MM-dd HH:mm');
  // platforms tell by the content what was sent already; the part after # leads nowhere else
  return { title, line: `${tenant.name} · ${when}`, button: textOf(open, language), url: `${site}${url}#${tag}`, tag };
}

async function deliver(tx: Context, { id, account, connection }: Place, message: OutsideMessage): Promise<Delivery> {
  const { line, site } = connection;
  try {
    await line.adapter.send(line.ask, line.keys, account, cardOf(tx, message, site));
    await noteFailure(tx, id, null);
    return { kind: 'sent' };
  } catch (error) {
    if (!isTheirs(error)) throw error;
    const fault = error instanceof PlatformRefusal ? error.fault : 'busy';
    if (fault === 'stranger') return { kind: 'gone' };
    await noteFailure(tx, id, textOf(platformFailure(id, error), tx.tenant.language));
    // keys can be mended meanwhile
    return fault === 'refused' ? { kind: 'refused' } : { kind: 'later', afterMs: 0 };
  }
}

/** Work platforms as places where notices go. */
async function appWay(ctx: Context): Promise<Way<Place>> {
  const connections = await openConnections(ctx.app, ctx.tenant.id);
  return {
    name: 'app',
    leftType: sql`text[]`,
    async places(tx, user) {
      const rows = await tx.query<{ platform: Platform; account: string }>(sql`
        select platform, account from work_app_user
        where tenant_id = ${tx.tenant.id} and user_id = ${user}::uuid and unknown_at is null order by platform`);
      return rows.flatMap(({ platform, account }) => {
        const connection = connections.find(({ line }) => line.platform === platform);
        return connection ? [{ id: platform, account, connection }] : [];
      });
    },
    deliver,
    async settle(tx, user, { gone }) {
      if (gone.length === 0) return;
      await tx.query(sql`
        update work_app_user l set unknown_at = ${tx.clock.now()}
        from unnest(${gone.map(({ id }) => id)}::text[], ${gone.map(({ account }) => account)}::text[]) g (platform, account)
        where l.tenant_id = ${tx.tenant.id} and l.user_id = ${user}::uuid and l.platform = g.platform and l.account = g.account`);
    },
  };
}

/** Sends people what waits for them at their work platforms. */
export const sendAppNotices = (ctx: Context, signal: AbortSignal): Promise<void> => sendOutside(ctx, signal, 'app', () => appWay(ctx));

export const appNoticesJob = defineJob<{ tenant: number }>({
  name: 'app.notices',
  async run({ contextFor, signal }, { tenant }) {
    await sendAppNotices(await contextFor({ tenant }), signal);
  },
});
