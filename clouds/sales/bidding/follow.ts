import { sql } from '@huanke/platform/database';
import { type Change, type Context, defineHook, metaOf } from '@huanke/platform/module';
import { emitAll, type SaveRow, saveAll, type Told } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { carryWon } from './carry.ts';
import { rescore } from './rescore.ts';
import { filesNow } from './seal.ts';

const told: Readonly<Record<string, string>> = {
  sealed: salesEvents.tenderSealed,
  submitted: salesEvents.tenderSubmitted,
  lost: salesEvents.tenderLost,
};

const movedTo = ({ before, values }: Change, status: string): boolean => values.status === status && before?.status !== status;

const eventsOf = (change: Change): Told[] => {
  const event = told[String(change.values.status)];
  const isMove = event !== undefined && change.values.status !== change.before?.status;
  return isMove ? [{ event, object: 'tender', record: change.id, changes: { status: change.values.status } }] : [];
};

const saveFiles = (ctx: Context, rows: readonly SaveRow[]) => saveAll(ctx.elevated(), metaOf(ctx, 'sealedFile'), rows, { asSystem: true });

/** 封标: the files of all sections as they are now, with their hashes. */
async function sealFiles(ctx: Context, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const moments = new Map(changes.map(({ id, values }) => [id, values.sealedAt]));
  const files = await filesNow(ctx, [...moments.keys()]);
  await saveFiles(
    ctx,
    files.map(({ tender, section, name, sha256, size }) => ({
      operation: 'create',
      values: { tender, section, name, sha256, size, sealedAt: moments.get(tender) },
    })),
  );
}

/** The sealed set of bids that are written on is no longer one. */
async function breakSeals(ctx: Context, tenders: readonly string[]): Promise<void> {
  if (tenders.length === 0) return;
  const rows = await ctx.query<{ id: string }>(sql`
    select id from sealed_file where tenant_id = ${ctx.tenant.id} and tender = any(${tenders}::uuid[]) and deleted_at is null order by id`);
  await saveFiles(
    ctx,
    rows.map(({ id }) => ({ operation: 'delete', id })),
  );
}

/** What follows a change of a tender in the same transaction: its events, the deal it wins, the seal that is given up, points by new weights. */
export const tenderFollow = defineHook({
  name: 'sales.tenderFollow',
  object: 'tender',
  stage: 'afterSave',
  on: ['update'],
  async run(ctx, changes) {
    const ids = (which: (change: Change) => boolean) => changes.filter(which).map(({ id }) => id);
    await emitAll(ctx, changes.flatMap(eventsOf));
    await sealFiles(
      ctx,
      changes.filter((change) => movedTo(change, 'sealed')),
    );
    await breakSeals(
      ctx,
      ids((change) => movedTo(change, 'preparing') && change.before?.status === 'sealed'),
    );
    await rescore(
      ctx,
      ids(({ values }) => [values.priceWeight, values.technicalWeight, values.businessWeight].some((weight) => weight !== undefined)),
    );
    await carryWon(
      ctx,
      ids((change) => movedTo(change, 'won')),
    );
    return undefined;
  },
});
