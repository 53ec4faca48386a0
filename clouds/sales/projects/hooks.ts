import { sql } from '@huanke/platform/database';
import { dayIn } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, metaOf, type Values } from '@huanke/platform/module';
import { emitAll, loadValues } from '@huanke/platform/records';
import { salesEvents } from '../contract.ts';
import { tellConflicts } from './conflicts.ts';
import { refreshProjects } from './refresh.ts';

const of = (change: Change, field: string) => (change.values[field] === undefined ? change.before?.[field] : change.values[field]);
const projectsOf = (changes: readonly Change[]) =>
  changes.flatMap(({ before, values }) => [before?.project, values.project].filter((id): id is string => typeof id === 'string'));

async function seriesOf(ctx: Context, products: readonly unknown[]): Promise<ReadonlyMap<string, string | null>> {
  const ids = products.filter((id) => typeof id === 'string');
  if (ids.length === 0) return new Map();
  const rows = await ctx.query<{ id: string; series: string | null }>(sql`
    select id, series from product where tenant_id = ${ctx.tenant.id} and id = any(${ids}::uuid[])`);
  return new Map(rows.map(({ id, series }) => [id, series]));
}

/** What a new project does not say itself: it starts today, for the account, with the family of its product. */
export const projectDefaults = defineHook({
  name: 'sales.projectDefaults',
  object: 'project',
  stage: 'beforeSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
    const series = await seriesOf(
      ctx,
      changes.map((change) => change.values.product),
    );
    return changes.map((change): Values => {
      const made: Record<string, unknown> = {};
      if (change.operation === 'create' && !of(change, 'startOn')) made.startOn = today;
      if (!of(change, 'endCustomer') && of(change, 'account')) made.endCustomer = of(change, 'account');
      if (!of(change, 'family') && typeof change.values.product === 'string') made.family = series.get(change.values.product) ?? null;
      return made;
    });
  },
});

export const projectFollow = defineHook({
  name: 'sales.projectFollow',
  object: 'project',
  stage: 'afterSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    await refreshProjects(
      ctx,
      changes.filter(({ values }) => values.contractAmount !== undefined).map(({ id }) => id),
    );
    const named = ({ before, values }: Change) => !before || values.endCustomer !== undefined || values.family !== undefined;
    await tellConflicts(
      ctx,
      changes.filter(named).map(({ id }) => id),
    );
    return undefined;
  },
});

const isAccepted = ({ before, values }: Change) => values.state === 'accepted' && before?.state !== 'accepted';

/** Tells acceptances with all that what is paid for them needs to know. */
async function tellAccepted(ctx: Context, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const tx = ctx.whole();
  const projects = await loadValues(tx, metaOf(tx, 'project'), projectsOf(changes));
  await emitAll(
    ctx,
    changes.map((change) => {
      const record = String(of(change, 'project'));
      const { account = null, opportunity = null, progress = null } = projects.get(record) ?? {};
      const [name, planOn, acceptedOn, weight] = ['name', 'planOn', 'actualOn', 'weight'].map((field) => of(change, field) ?? null);
      const told = { milestone: change.id, name, planOn, acceptedOn, weight, progress, account, opportunity };
      return { event: salesEvents.milestoneAccepted, object: 'project', record, changes: told };
    }),
  );
}

export const milestoneFollow = defineHook({
  name: 'sales.milestoneFollow',
  object: 'projectMilestone',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    await refreshProjects(ctx, projectsOf(changes));
    await tellAccepted(ctx, changes.filter(isAccepted));
    return undefined;
  },
});

export const costFollow = defineHook({
  name: 'sales.projectCostFollow',
  object: 'projectCost',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    await refreshProjects(ctx, projectsOf(changes));
    return undefined;
  },
});
