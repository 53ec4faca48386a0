import { lineOf, offeredKeys, processOf, recordTypesOf } from '@huanke/platform/metadata';
import { type Context, metaOf, type ObjectMeta, type Option, type Values } from '@huanke/platform/module';

/** A move of a deal as the process that holds for it sees it. */
export interface Move {
  readonly from: Option | undefined;
  readonly to: Option | undefined;
  readonly direction: Direction;
}

export type Direction = 'start' | 'forward' | 'back' | 'closed' | 'aside' | 'reopened';

export const dealMeta = (ctx: Pick<Context, 'meta'>): ObjectMeta => metaOf(ctx, 'opportunity');

/** The stages that hold for a record of this type, all of them and those of the line. */
export function stagesFor(ctx: Pick<Context, 'meta'>, recordType: unknown): { all: readonly Option[]; line: readonly Option[] } {
  const meta = dealMeta(ctx);
  const field = meta.fields.get('stage');
  const all = field ? processOf(meta, field, recordType) : [];
  if (!field) return { all, line: [] };
  const offered = offeredKeys(recordTypesOf(meta).find(({ name }) => name === recordType)?.definition, field);
  return { all, line: lineOf(field, all).filter(({ key }) => !offered || offered.includes(key)) };
}

/** Keys of the stages of some kinds, those of every record type. */
export const stagesOf = (ctx: Pick<Context, 'meta'>, ...categories: readonly NonNullable<Option['category']>[]): readonly string[] =>
  stagesFor(ctx, null)
    .all.filter(({ category }) => category !== undefined && categories.includes(category))
    .map(({ key }) => key);

const isClosed = (stage: Option | undefined) => stage?.category === 'won' || stage?.category === 'lost';

/** What kind of move leads from one stage to another. A stage that is gone counts as the beginning of the line. */
export function directionOf(line: readonly Option[], from: Option | undefined, to: Option | undefined): Direction {
  if (!from) return 'start';
  if (isClosed(from) && !isClosed(to)) return 'reopened';
  if (isClosed(to)) return 'closed';
  const [start, end] = [line.findIndex(({ key }) => key === from.key), line.findIndex(({ key }) => key === to?.key)];
  if (end < 0) return 'aside';
  return start > end ? 'back' : 'forward';
}

/**
 * Where a deal really comes from: who stands beside the line (on hold) goes on from the last stage of the line they were in, so that a pause is no
 * way round the reason of a step back. `earlier`: the stages before the one it stands in, oldest first.
 */
export function cameFrom(
  { all, line }: ReturnType<typeof stagesFor>,
  from: Option | undefined,
  earlier: readonly string[],
): Option | undefined {
  if (!from || isClosed(from) || line.some(({ key }) => key === from.key)) return from;
  const last = earlier.findLast((stage) => line.some(({ key }) => key === stage));
  return all.find(({ key }) => key === last) ?? from;
}

/** The move a save makes, or undefined when the stage stays. */
export function moveOf(
  ctx: Pick<Context, 'meta'>,
  before: Values | undefined,
  values: Values,
  earlier: readonly string[] = [],
): Move | undefined {
  if (!before || values.stage === undefined || values.stage === before.stage) return undefined;
  const stages = stagesFor(ctx, values.recordType === undefined ? before.recordType : values.recordType);
  const stage = (key: unknown) => stages.all.find((option) => option.key === key);
  const [from, to] = [stage(before.stage), stage(values.stage)];
  return { from, to, direction: directionOf(stages.line, cameFrom(stages, from, earlier), to) };
}
