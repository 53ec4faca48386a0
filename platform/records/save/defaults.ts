import { DateTime } from 'luxon';
import { isId } from '../../kernel/index.ts';
import { defaultFormula } from '../../metadata/formula/index.ts';
import { defaultType, mayUseType, offeredKeys, type RecordType, recordTypesOf } from '../../metadata/layouts/index.ts';
import { type Context, systemUser } from '../../module/index.ts';
import { emptyRollup } from '../rollups/index.ts';
import { trustedValue } from './input.ts';
import { layoutOf } from './layout.ts';
import type { RowState, SaveRun } from './types.ts';

/** The id written down as author and default owner; null when the system itself acts. */
export function authorOf(ctx: Pick<Context, 'user'>): string | null {
  return ctx.user.id !== systemUser.id && isId(ctx.user.id) ? ctx.user.id : null;
}

/** Stage two, of new records: defaults of fields nobody named, the first stage of a process, the caller as owner. */
export function applyDefaults(run: SaveRun, state: RowState): void {
  const type = applyRecordType(run, state);
  for (const field of run.meta.fields.values()) {
    if (field.rollup) state.values[field.name] = emptyRollup(field);
    if (field.default === undefined || field.name in state.values || field.system || defaultFormula(field) !== undefined) continue;
    const value = trustedValue(run.meta, field.name, dynamicDefault(run, state, field.default), 'its default');
    const offered = offeredKeys(type, field);
    if (!offered || [value].flat().every((key) => offered.includes(String(key)))) state.values[field.name] = value;
  }
  for (const field of layoutOf(run.meta).stages) {
    const offered = offeredKeys(type, field);
    const key = offered?.find((one) => field.options?.some((option) => option.key === one && option.active !== false));
    const first = key ? { key } : field.options?.find((option) => option.active !== false);
    if (first && (state.values[field.name] ?? null) === null) state.values[field.name] = first.key;
  }
  // An empty owner in a form means that nobody was chosen, not that nobody shall have it.
  if (run.meta.access.owned && (state.values.owner ?? null) === null && run.by) state.values.owner = run.by;
}

/** A record that names no type becomes of the one its maker gets by default. */
function applyRecordType(run: SaveRun, state: RowState): RecordType | undefined {
  const types = recordTypesOf(run.meta);
  if (types.length === 0) return undefined;
  state.values.recordType ??=
    defaultType(types, (type) => run.options.asSystem === true || run.by === null || mayUseType(type, run.ctx.user))?.name ?? null;
  return types.find(({ name }) => name === state.values.recordType)?.definition;
}

/** "me", "today" and "now" as defaults of person, date and time fields. */
function dynamicDefault(run: SaveRun, state: RowState, value: unknown): unknown {
  switch (value) {
    case '{me}':
      return run.by;
    case '{today}':
      return DateTime.fromJSDate(state.at, { zone: run.ctx.tenant.timeZone }).toISODate();
    case '{now}':
      return state.at.toISOString();
    default:
      return value;
  }
}
