import { sql } from '@huanke/platform/database';
import type { FileInfo } from '@huanke/platform/files';
import { errors, fieldError, isId, type Label, label } from '@huanke/platform/kernel';
import type { Context, ObjectMeta, Values } from '@huanke/platform/module';
import { accessPredicate, baseCondition, emitAll, getRecord, loadTitles } from '@huanke/platform/records';
import type { PlayStep } from './contract.ts';
import { materialFile } from './materials.ts';
import { type Playbook, playbookOf, stepsOf } from './playbook.ts';
import { type Done, doneSteps, type Place, placeKey } from './progress.ts';

export interface StepView extends Omit<PlayStep, 'proof'> {
  /** What proves it, as people know it; null: it is ticked by hand. */
  readonly proof: { readonly kind: 'field' | 'activity'; readonly name: string; readonly label: Label } | null;
  readonly done: {
    readonly kind: Done['kind'];
    readonly at: string | null;
    readonly by: { readonly id: string; readonly title: string } | null;
  } | null;
}

export interface PlaybookView {
  /** The stage field. */
  readonly field: string;
  readonly stages: readonly { readonly key: string; readonly steps: readonly StepView[] }[];
}

const texts = {
  proven: label('这一步由数据判断，不用勾选', 'This step is told by the data; it is not ticked'),
  noStep: label('这个阶段没有这一步', 'The stage has no such step'),
};

interface Found {
  readonly field: string;
  readonly stages: Playbook['stages'];
  readonly record: Values;
}

/** The record with its playbook; NOT_FOUND where the caller does not see it or the object has none. */
async function find(ctx: Context, meta: ObjectMeta, id: string): Promise<Found> {
  const playbook = playbookOf(meta);
  if (!playbook) throw errors.NOT_FOUND();
  const proofs = Object.keys(playbook.stages).flatMap((stage) =>
    stepsOf(meta, playbook.stages, stage).flatMap(({ proof }) => (proof && 'field' in proof ? [proof.field] : [])),
  );
  const record = await getRecord(ctx, meta, id, ['id', playbook.field.name, ...new Set(proofs)]);
  return { field: playbook.field.name, stages: playbook.stages, record };
}

const placesOf = (meta: ObjectMeta, { stages, record }: Found): Place[] =>
  Object.keys(stages).map((stage) => ({ id: String(record['id']), stage, steps: stepsOf(meta, stages, stage), values: record }));

function proofView(ctx: Context, meta: ObjectMeta, { proof }: PlayStep): StepView['proof'] {
  if (!proof) return null;
  if ('field' in proof)
    return { kind: 'field', name: proof.field, label: meta.fields.get(proof.field)?.label ?? label(proof.field, proof.field) };
  const type = ctx.meta
    .object('activity')
    ?.fields.get('type')
    ?.options?.find(({ key }) => key === proof.activity);
  return { kind: 'activity', name: proof.activity, label: type?.label ?? label(proof.activity, proof.activity) };
}

/** A file among the materials, opened from a record. @throws NOT_FOUND for who does not see the record, and of other files */
export async function fileOf(
  ctx: Context,
  meta: ObjectMeta,
  { id, file }: { readonly id: string; readonly file: string },
): Promise<FileInfo> {
  const { stages } = await find(ctx, meta, id);
  return materialFile(ctx, stages, file);
}

/** The steps of every stage for one record, and what is done of them. */
export async function playbookFor(ctx: Context, meta: ObjectMeta, id: string): Promise<PlaybookView> {
  const found = await find(ctx, meta, id);
  const places = placesOf(meta, found);
  const done = await doneSteps(ctx, meta, places);
  const people = [...done.values()].flatMap((one) => (one.kind === 'ticked' && one.by ? [{ object: 'user', id: one.by }] : []));
  const titles = await loadTitles(ctx, people);
  const doneView = (one: Done | undefined): StepView['done'] => {
    if (!one) return null;
    if (one.kind === 'proven') return { kind: 'proven', at: null, by: null };
    return { kind: 'ticked', at: one.at, by: one.by === null ? null : { id: one.by, title: titles.get(one.by) ?? '' } };
  };
  const stages = places.map(({ id: record, stage, steps }) => ({
    key: stage,
    steps: steps.map((step) => ({
      ...step,
      proof: proofView(ctx, meta, step),
      done: doneView(done.get(placeKey(record, stage, step.key))),
    })),
  }));
  return { field: found.field, stages };
}

export interface TickInput {
  readonly id: string;
  readonly stage: string;
  readonly step: string;
  readonly done: boolean;
}

/** Ticks a step, or takes the tick back. Ticked twice it keeps who was first. FORBIDDEN for who may not edit the record. */
export async function tickStep(ctx: Context, meta: ObjectMeta, { id, stage, step: key, done }: TickInput): Promise<PlaybookView> {
  if (!isId(id)) throw errors.NOT_FOUND();
  return ctx.transaction(async (tx) => {
    const { stages } = await find(tx, meta, id);
    const step = stepsOf(meta, stages, stage).find((one) => one.key === key);
    if (!step) throw fieldError('INVALID_VALUE', 'step', texts.noStep);
    if (step.proof) throw errors.STATE({ errors: [{ field: 'step', code: 'STATE', message: texts.proven }] });
    const [row] = await tx.query(sql`
      select 1 from ${sql.table(meta.table)} o where ${baseCondition(tx, meta, 'o')} and ${accessPredicate(tx, meta, 'o', 'edit')} and o.id = ${id}::uuid for share`);
    if (!row) throw errors.FORBIDDEN();
    const changed = done
      ? await tx.query(sql`
          insert into play_tick (tenant_id, object, record_id, stage, step, ticked_at, ticked_by)
          values (${tx.tenant.id}, ${meta.name}, ${id}::uuid, ${stage}, ${key}, ${tx.clock.now()}, ${tx.user.id}::uuid) on conflict do nothing returning 1`)
      : await tx.query(sql`
          delete from play_tick where tenant_id = ${tx.tenant.id} and record_id = ${id}::uuid and stage = ${stage} and step = ${key} returning 1`);
    if (changed.length > 0)
      await emitAll(tx, [{ event: `${meta.name}.stepTicked`, object: meta.name, record: id, changes: { stage, step: key, done } }]);
    return playbookFor(tx, meta, id);
  });
}
