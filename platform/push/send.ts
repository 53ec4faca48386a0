import { sql } from '../database/sql.ts';
import { type Context, defineJob } from '../module/index.ts';
import { sendOutside, type Way } from '../notifications/index.ts';
import { liveDevices, type PushDevice } from './devices.ts';
import { pushTo } from './post.ts';
import { vapidKeys } from './vapid.ts';

/** Devices as places where notices go. */
async function pushWay(ctx: Context): Promise<Way<PushDevice>> {
  const [server] = await ctx.query<{ sender: string }>(sql`select sender from mail_server where tenant_id = ${ctx.tenant.id}`);
  const sender = { keys: await vapidKeys(ctx.app), ...(server ? { contact: `mailto:${server.sender}` } : {}) };
  return {
    name: 'push',
    leftType: sql`uuid[]`,
    places: liveDevices,
    deliver: (tx, device, { title, url, tag }) => pushTo(tx, device, { title, url, tag }, sender),
    async settle(tx, _user, { sent, gone }) {
      const ids = (devices: readonly PushDevice[]) => devices.map(({ id }) => id);
      await tx.query(sql`delete from push_device where tenant_id = ${tx.tenant.id} and id = any(${ids(gone)}::uuid[])`);
      await tx.query(sql`
        update push_device set reached_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and id = any(${ids(sent)}::uuid[])`);
    },
  };
}

/** Sends people what waits for their devices. */
export const sendPushes = (ctx: Context, signal: AbortSignal): Promise<void> => sendOutside(ctx, signal, 'push', () => pushWay(ctx));

export const pushJob = defineJob<{ tenant: number }>({
  name: 'push.notices',
  async run({ contextFor, signal }, { tenant }) {
    await sendPushes(await contextFor({ tenant }), signal);
  },
});
