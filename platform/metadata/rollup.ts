import { label } from '../kernel/index.ts';
import type { Context, FieldDefinition, FieldMeta, ObjectMeta, RollupDefinition, TenantMetadata } from '../module/index.ts';
import { dependenceOf } from './formula/depends.ts';
import type { BodyReader } from './parse.ts';

export const rollupFunctions = ['count', 'sum', 'min', 'max', 'avg'] as const;

/** Rules of roll-ups that need more than the metadata (platform/rollups), for who makes and changes fields. */
export interface RollupRules {
  /** Checks a definition against both objects and adds what it gives (`result`, `scale`). Other fields come back as they are. */
  complete(ctx: Context, meta: ObjectMeta, name: string, definition: Partial<FieldDefinition>): Partial<FieldDefinition>;
  /** After a field was made, changed or brought back, in the same transaction: existing records are worked out by a job. */
  changed(tx: Context, object: string, name: string, definition: Partial<FieldDefinition>): Promise<void>;
  /** Refuses to take away or turn into something else what a roll-up reads; without `field` the whole object. */
  refuseUsed(ctx: Context, object: string, field?: string): void;
}

declare module '../module/context.ts' {
  interface Application {
    readonly rollups: RollupRules;
  }
}

/** `rollup: {object, field, function, of?, filter?}` of a field's body, its form only. */
export function readRollup(reader: BodyReader, nested: (body: unknown) => BodyReader): RollupDefinition | undefined {
  if (!reader.has('rollup') || reader.raw('rollup') === null) return undefined;
  const own = nested(reader.raw('rollup'));
  own.only(new Set(['object', 'field', 'function', 'of', 'filter']));
  const object = own.text('object', { required: true });
  const field = own.text('field', { required: true });
  const fn = own.oneOf('function', rollupFunctions);
  if (!fn && !own.problems.some((problem) => problem.field.endsWith('function')))
    own.problem('function', 'REQUIRED', label('请选择汇总方式', 'Say how to sum up'));
  const of = own.text('of');
  const filter = own.raw('filter');
  if (fn && fn !== 'count' && !of) own.problem('of', 'REQUIRED', label('请选择要汇总的字段', 'Say which field to sum up'));
  reader.problems.push(...own.problems);
  if (!object || !field || !fn) return undefined;
  return {
    object,
    field,
    function: fn,
    ...(of && fn !== 'count' ? { of } : {}),
    ...(filter === undefined || filter === null ? {} : { filter }),
  };
}

/** A roll-up as the engine sees it: a read-only field of the type it gives. Other fields are as they are. */
export function effectiveField(field: FieldDefinition): FieldDefinition {
  return field.type === 'rollup' ? { ...field, type: field.result ?? 'number', readOnly: true, trackHistory: false } : field;
}

/** The names of fields a filter compares; what is no filter names none. */
export function filterFields(filter: unknown): string[] {
  if (typeof filter !== 'object' || filter === null) return [];
  const { and, or, not, field } = filter as Record<string, unknown>;
  if (typeof field === 'string') return [field];
  return [...(Array.isArray(and) ? and : []), ...(Array.isArray(or) ? or : []), ...(not === undefined ? [] : [not])].flatMap(filterFields);
}

const passing = new Set(['within', 'near', 'under']);
const personal = new Set(['me', 'myReports', 'myDepartment', 'myDepartmentAndBelow']);

/** What makes the answer to a filter depend on the day and on other records, or on who looks: what is stored must not be made of it. */
export function passingParts(filter: unknown): ReadonlySet<'time' | 'person'> {
  const { and, or, not, op, value } = filter as Record<string, unknown>;
  const found = new Set<'time' | 'person'>();
  if (passing.has(String(op))) found.add('time');
  if ([value].flat().some((one) => personal.has(String(one)))) found.add('person');
  for (const one of [and ?? [], or ?? [], not ?? []].flat()) for (const part of passingParts(one)) found.add(part);
  return found;
}

/** The fields of the child that a roll-up names. */
export function sourcesOf(rollup: RollupDefinition): Set<string> {
  return new Set([rollup.field, ...(rollup.of ? [rollup.of] : []), ...filterFields(rollup.filter)]);
}

/** Those whose changes change it: behind a formula field stand the fields it reads, behind an amount its currency and its worth. */
export function sourcesBehind(meta: Pick<TenantMetadata, 'object'>, rollup: RollupDefinition): Set<string> {
  const child = meta.object(rollup.object);
  const named = [...sourcesOf(rollup)];
  const behind = named.flatMap((name) => {
    const field = child?.fields.get(name);
    if (field?.base) return [field.base.currency, field.base.amount];
    return child && field?.formula !== undefined ? [...dependenceOf(meta, child, field).own] : [];
  });
  return new Set([...named, ...behind]);
}

/** A roll-up field and the object that has it. */
export interface PlacedRollup {
  readonly parent: ObjectMeta;
  readonly field: FieldMeta;
  readonly rollup: RollupDefinition;
  readonly sources: ReadonlySet<string>;
}

const byMetadata = new WeakMap<TenantMetadata, ReadonlyMap<string, readonly PlacedRollup[]>>();

/** The roll-ups over the records of an object, whatever object has them. */
export function rollupsOver(meta: TenantMetadata, child: string): readonly PlacedRollup[] {
  let found = byMetadata.get(meta);
  if (!found) {
    const all = meta.objects.flatMap((parent) =>
      [...parent.fields.values()].flatMap((field): PlacedRollup[] =>
        field.rollup && field.storage.kind === 'custom'
          ? [{ parent, field, rollup: field.rollup, sources: sourcesBehind(meta, field.rollup) }]
          : [],
      ),
    );
    found = Map.groupBy(all, ({ rollup }) => rollup.object);
    byMetadata.set(meta, found);
  }
  return found.get(child) ?? [];
}
