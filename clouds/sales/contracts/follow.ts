import { sql } from '@huanke/platform/database';
import { parseDecimal } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, metaOf, type Values } from '@huanke/platform/module';
import { notify } from '@huanke/platform/notifications';
import { noteDeals } from '@huanke/platform/pools';
import { emitAll, type SaveRow, saveAll, type Told } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { decimalsOf } from '../deals/worth.ts';
import { managersOf } from '../domain/managers.ts';
import { named, plansOf } from './facts.ts';
import { refreshPlans } from './refresh.ts';
import { shareOut } from './share.ts';
import { inStates, stateOf } from './states.ts';
import { decimal, units } from './work-out.ts';

const told: Readonly<Record<string, string>> = {
  active: salesEvents.contractActivated,
  completed: salesEvents.contractCompleted,
  terminated: salesEvents.contractTerminated,
};

const eventsOf = (change: Change): Told[] => {
  const { before, values } = change;
  const event = values.status === before?.status ? undefined : told[String(values.status)];
  const at = <K extends string>(field: K) => (values[field] === undefined ? before?.[field] : values[field]) ?? null;
  const changes = { account: at('account'), amount: at('amount'), currency: at('currency'), signedOn: at('signedOn') };
  return event ? [{ event, object: 'contract', record: change.id, changes }] : [];
};

/** Decimals of a share, which are weights of each other. */
const shareScale = 6;
const weight = (share: unknown): bigint | undefined => {
  const read = share === null || share === undefined ? 'invalid' : parseDecimal(String(share), shareScale);
  return typeof read === 'bigint' && read > 0n ? read : undefined;
};

/** An amount in instalments by weights, as decimals; none is smaller than the currency has. */
export function sharesOf(amount: unknown, currency: unknown, weights: readonly bigint[]): string[] {
  const smallest = 10n ** BigInt(2 - decimalsOf(currency));
  return shareOut(units(amount) / smallest, weights).map((part) => decimal(part * smallest));
}

/** Plans by shares follow the amount of their contracts; those with amounts by hand are left, and told where they no longer fit. */
async function shareAnew(tx: Context, contracts: ReadonlyMap<string, Values>): Promise<void> {
  if (contracts.size === 0) return;
  const plans = Map.groupBy(await plansOf(tx, [...contracts.keys()]), ([, { contract }]) => String(contract));
  const rows = [...plans].flatMap(([id, list]): SaveRow[] => {
    const weights = list.flatMap(([, { share }]) => weight(share) ?? []);
    if (weights.length < list.length) return [];
    const { amount, currency } = contracts.get(id) ?? {};
    const amounts = sharesOf(amount, currency, weights);
    return list.map(([plan, { share }], index): SaveRow => ({ operation: 'update', id: plan, values: { amount: amounts[index], share } }));
  });
  await saveAll(tx, metaOf(tx, 'paymentPlan'), rows, { asSystem: true });
}

const around = ['status', 'account', 'currency', 'exchangeRate', 'signedOn', 'endedOn'] as const;

/** What follows a change of a contract in the same transaction: its instalments and its events. */
export const contractFollow = defineHook({
  name: 'sales.contractFollow',
  object: 'contract',
  stage: 'afterSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    await emitAll(
      ctx,
      changes.flatMap((change) => eventsOf(inStates(ctx, change))),
    );
    const changed = changes.filter(({ before }) => before);
    const tx = ctx.elevated().whole();
    const drafts = changed.filter(({ before, values }) => values.amount !== undefined && stateOf(ctx, before?.status) === 'draft');
    await shareAnew(tx, new Map(drafts.map(({ id, before, values }) => [id, { ...before, ...values }])));
    await refreshPlans(
      ctx,
      changed
        .filter(({ before, values }) => around.some((field) => values[field] !== undefined && values[field] !== before?.[field]))
        .map(({ id }) => id),
    );
    return undefined;
  },
});

/** Who has handed a contract in is told that it is in force; the manager of its owner, that it waits to be confirmed. */
export const contractTold = defineHook({
  name: 'sales.contractTold',
  object: 'contract',
  stage: 'afterSave',
  on: ['update'],
  async run(ctx, written) {
    if (ctx.channel === 'import') return undefined;
    const changes = written.map((change) => inStates(ctx, change));
    const waiting = changes.filter(({ before, values }) => values.status === 'signing' && before?.status !== 'signing').map(({ id }) => id);
    const managers = waiting.length > 0 ? await managersOf(ctx, 'contract', waiting) : [];
    const told = [
      ...managers.map(({ id, manager }) => ({ user: manager, kind: 'contractWaits', object: 'contract', record: id })),
      ...changes
        .filter(({ before, values }) => before?.status === 'signing' && values.status === 'active')
        .map(({ id, before }) => ({ user: String(before?.signedBy), kind: 'contractConfirmed', object: 'contract', record: id })),
    ];
    await notify(
      ctx,
      told.filter(({ user }) => user !== ctx.user.id),
    );
    return undefined;
  },
});

/** A contract that comes into force, or ends, may keep its customer from going back to the pool. Source: SAL-4. */
export const contractsOfPooled = defineHook({
  name: 'sales.contractsOfPooled',
  object: 'contract',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    const moved = changes.filter(({ operation, values }) => operation !== 'update' || 'account' in values || 'status' in values);
    await noteDeals(ctx, 'account', named(moved, 'account'));
    return undefined;
  },
});

/** Instalments that fall due with a milestone follow its plan and its acceptance, the one that is taken back, too. Source: SAL-16. */
export const milestoneDue = defineHook({
  name: 'sales.milestoneDue',
  object: 'projectMilestone',
  stage: 'afterSave',
  on: ['update', 'delete', 'restore'],
  async run(ctx, changes) {
    const moved = changes
      .filter(
        ({ operation, values }) => operation !== 'update' || ['state', 'planOn', 'actualOn'].some((field) => values[field] !== undefined),
      )
      .map(({ id }) => id);
    if (moved.length === 0) return undefined;
    const rows = await ctx.query<{ id: string }>(sql`
      select distinct contract as id from payment_plan
      where tenant_id = ${ctx.tenant.id} and milestone = any(${moved}::uuid[]) and deleted_at is null and due_rule = 'accepted'`);
    await refreshPlans(
      ctx,
      rows.map(({ id }) => id),
    );
    return undefined;
  },
});
