import { sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import { type Context, type FieldDefinition, type FieldMeta, type ObjectMeta, systemUser } from '../module/index.ts';

/** One form of a field: its definition and where its values lie. */
export interface FieldForm {
  readonly definition: Partial<FieldDefinition>;
  readonly key: string;
  readonly slot: string | null;
}

/** Another type: values are copied from one key to another, then the field is switched over, then the old copy is cleared away. */
export interface TypePlan {
  readonly from: FieldForm;
  readonly to: FieldForm;
  /** Undoes an earlier change: the form of before it, whose values are taken as they are where nobody has changed them since. */
  readonly original?: FieldForm;
  readonly undoOf?: string;
}

/** A slot that is filled (`to`) or cleared (`from`). */
export interface SlotPlan {
  readonly from: { readonly slot: string | null };
  readonly to: { readonly slot: string | null };
}

/** A picklist value that becomes another one, in every field named. */
export interface ReplacePlan {
  readonly from: { readonly slot: null; readonly key: string };
  /** Null: the value is emptied. */
  readonly to: { readonly slot: null; readonly key: string | null };
  readonly targets: readonly { readonly object: string; readonly field: string }[];
  readonly optionSet?: string;
}

export type Plan = TypePlan | SlotPlan | ReplacePlan;
export type WorkKind = 'type' | 'slot' | 'replace' | 'rollup' | 'share';

/** Work on the values of a field, as `meta_work` keeps it; each batch moves `after` in its own transaction. */
export interface Work<P = Plan> {
  readonly id: string;
  readonly kind: WorkKind;
  readonly object: string;
  readonly field: string;
  readonly plan: P;
  readonly phase: string;
  readonly after: string | null;
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  readonly created_by: string | null;
  readonly created_at: string;
  readonly switched_at: string | null;
  readonly finished_at: string | null;
}

const columns = sql`id, kind, object, field, plan, phase, after, done, total, failed, created_by, created_at, switched_at, finished_at`;

export async function beginWork(
  tx: Context,
  work: {
    readonly kind: WorkKind;
    readonly object: string;
    readonly field: string;
    readonly plan: Plan;
    readonly phase: string;
    readonly total: number;
  },
): Promise<string> {
  const id = newId();
  const by = tx.user.id === systemUser.id ? null : tx.user.id;
  await tx.query(sql`
    insert into meta_work (tenant_id, id, kind, object, field, plan, phase, total, created_by, created_at)
    values (${tx.tenant.id}, ${id}, ${work.kind}, ${work.object}, ${work.field}, ${JSON.stringify(work.plan)}::jsonb, ${work.phase}, ${work.total}, ${by}, ${tx.clock.now()})`);
  return id;
}

/** The work, locked for the batch under way: two workers never do the same batch. */
export async function lockWork(tx: Context, id: string): Promise<Work | undefined> {
  const [row] = await tx.query<Work>(sql`select ${columns} from meta_work where tenant_id = ${tx.tenant.id} and id = ${id} for update`);
  return row;
}

export async function readWork(ctx: Context, id: string): Promise<Work | undefined> {
  const [row] = await ctx.query<Work>(sql`select ${columns} from meta_work where tenant_id = ${ctx.tenant.id} and id = ${id}`);
  return row;
}

/** How far a work is, 0 … 1; a change of type goes over the records twice. */
export function shareOf(work: Pick<Work, 'kind' | 'done' | 'total'>): number {
  return work.total === 0 ? 0 : Math.min(work.done / (work.kind === 'type' ? work.total * 2 : work.total), 0.99);
}

/** Works of a field, the newest first. */
export async function worksOf(ctx: Context, object: string, field: string): Promise<Work[]> {
  return ctx.query<Work>(
    sql`select ${columns} from meta_work where tenant_id = ${ctx.tenant.id} and object = ${object} and field = ${field} order by id desc limit 20`,
  );
}

export async function advance(
  tx: Context,
  work: Work,
  to: {
    readonly phase?: string;
    readonly after: string | null;
    readonly done?: number;
    readonly failed?: number;
    readonly switched?: boolean;
    readonly finished?: boolean;
  },
): Promise<void> {
  const now = tx.clock.now();
  await tx.query(sql`
    update meta_work set phase = ${to.phase ?? work.phase}, after = ${to.after}::uuid, done = done + ${to.done ?? 0}, failed = failed + ${to.failed ?? 0},
      switched_at = ${to.switched ? now : work.switched_at}, finished_at = ${to.finished ? now : null}
    where tenant_id = ${tx.tenant.id} and id = ${work.id}`);
}

/** The field in one of its forms, for reading and converting values. */
export function formField(meta: ObjectMeta, name: string, form: FieldForm): FieldMeta {
  const known = meta.fields.get(name);
  const definition = form.definition as FieldDefinition;
  const options = definition.optionSet ? known?.options : definition.options;
  return {
    ...definition,
    ...(options ? { options } : {}),
    name,
    custom: true,
    system: false,
    storage: { kind: 'custom', key: form.key, slot: form.slot },
  };
}

/** The records of an object, those in the recycle bin included. */
export function allRecords(ctx: Pick<Context, 'tenant'>, meta: Pick<ObjectMeta, 'custom' | 'name'>, alias = 't') {
  const mine = sql`${sql.ref(`${alias}.tenant_id`)} = ${ctx.tenant.id}`;
  return meta.custom ? sql`${mine} and ${sql.ref(`${alias}.object`)} = ${meta.name}` : mine;
}
