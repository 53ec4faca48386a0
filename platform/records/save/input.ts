import { shownValue } from '../../access/index.ts';
import { errors, type FieldProblem, fieldError, label } from '../../kernel/index.ts';
import type { FieldMeta, ObjectMeta } from '../../module/index.ts';
import { type Reading, readInput } from '../../storage/codec.ts';
import { hiddenText, isSealed, isSecret, maskSecret } from '../../storage/vault.ts';
import { isMaskText } from '../../text/index.ts';
import { sameValue } from './compare.ts';
import { writableSystem } from './layout.ts';
import type { RowState, SaveRow, SaveRun } from './types.ts';

const messages = {
  unknown: label('没有这个字段', 'There is no such field'),
  readOnly: label('此字段由系统填写，不能修改', 'This field is filled in by the system and can not be changed'),
  right: label('您没有修改这个字段的权限', 'You are not allowed to change this field'),
  masked: label('这是隐藏后的内容，请填写完整的新值', 'This is the hidden form; write the whole new value'),
  version: label('版本号应为整数', 'The version must be a whole number'),
};

/** `version` may stand beside the fields of an update; everywhere else it is a field nobody writes. */
export function splitVersion(row: SaveRow): SaveRow {
  if (!row.values || !('version' in row.values) || row.operation === 'create') return row;
  const { version, ...values } = row.values;
  if (version === null || version === undefined) return { ...row, values };
  if (typeof version !== 'number') throw fieldError('WRONG_TYPE', 'version', messages.version);
  if (!Number.isSafeInteger(version) || version < 0) throw fieldError('INVALID_VALUE', 'version', messages.version);
  return { ...row, values, version: row.version ?? version };
}

/**
 * Stage one: names and types. Leaves the canonical values in `state.values` and what is wrong in `state.problems`. Read-only fields may
 * come along as long as they say what is stored (a record read, changed and sent back whole).
 */
export function readValues(run: SaveRun, state: RowState): void {
  for (const [name, raw] of Object.entries(state.row.values ?? {})) {
    if (raw === undefined) continue;
    const field = run.seen.fields.get(name);
    if (!field) state.problems.push({ field: name, code: 'UNKNOWN_FIELD', message: messages.unknown });
    else if (!isUntouched(state, field, raw)) readField(run, state, field, raw);
  }
}

/**
 * The rights of the caller on a field. What they read may come back as it was, masked or not, and is no change then; a masked value is
 * never compared with what is written, or it could be guessed. Answers whether there is nothing left to do.
 */
function isUntouched(state: RowState, field: FieldMeta, raw: unknown): boolean {
  if (!field.right && !field.masked) return false;
  const stored = state.before?.values[field.name] ?? null;
  if (field.masked && raw === shownValue(field, stored)) return true;
  if (field.right) {
    const reading = readInput(field, raw);
    const hiddenStill = isSecret(field) && typeof raw === 'string' && raw.startsWith(hiddenText);
    const same = hiddenStill || (!field.masked && reading.ok && sameValue(field, reading.value, stored));
    if (!same) state.problems.push({ field: field.name, code: 'FORBIDDEN', message: messages.right });
    return true;
  }
  if (!isMaskText(raw)) return false;
  state.problems.push({ field: field.name, code: 'INVALID_VALUE', message: messages.masked });
  return true;
}

function readField(run: SaveRun, state: RowState, field: FieldMeta, raw: unknown): void {
  const stored = state.before?.values[field.name] ?? null;
  const reading = isSecret(field) ? readSecret(run, field, raw, stored) : readInput(field, raw);
  if (field.system && !writableSystem.has(field.name)) {
    // The forms of system fields are ours: what is unreadable is just not what is stored.
    if (!reading.ok || !sameValue(field, reading.value, stored))
      state.problems.push({ field: field.name, code: 'INVALID_VALUE', message: messages.readOnly });
    return;
  }
  if (!reading.ok) {
    state.problems.push({ field: field.name, code: reading.code, message: reading.message });
    return;
  }
  if (field.storage.kind === 'formula' && state.before) {
    state.echoes = (state.echoes ?? new Map()).set(field, reading.value);
    return;
  }
  const same = sameValue(field, reading.value, stored);
  if (isClosed(run, field)) {
    if (!same) state.problems.push({ field: field.name, code: 'INVALID_VALUE', message: messages.readOnly });
    return;
  }
  if (same && state.operation === 'update') return;
  state.values[field.name] = reading.value;
}

/**
 * The text of an encrypted field is sealed before anything else sees it. What was read masked and comes back as it was is no change; code of
 * ours may hand on what is sealed already.
 */
function readSecret(run: SaveRun, field: FieldMeta, raw: unknown, stored: unknown): Reading {
  const { meta, sealer } = run;
  if (!sealer) throw new Error('an encrypted field is written without a key');
  const [object, name] = [meta.name, field.name];
  if (run.options.asSystem && isSealed(raw)) {
    sealer.open(object, name, raw);
    return { ok: true, value: raw };
  }
  const reading = readInput(field, raw);
  if (!reading.ok || reading.value === null) return reading;
  const clear = String(reading.value);
  if (clear.startsWith(hiddenText)) {
    if (isSealed(stored) && maskSecret(sealer.open(object, name, stored)) === clear) return { ok: true, value: stored };
    return { ok: false, code: 'INVALID_VALUE', message: messages.masked };
  }
  return { ok: true, value: sealer.seal(object, name, clear) };
}

/** Whether the caller may not write the field. Numbers of a former system may come in with its records. */
function isClosed(run: SaveRun, field: FieldMeta): boolean {
  if (field.rollup || field.storage.kind === 'formula') return true;
  if (run.options.asSystem) return false;
  if (field.type === 'autoNumber') return run.channel !== 'import' && run.channel !== 'sync';
  return field.readOnly === true;
}

/** That there is or was an encrypted text, for answers, history and events. */
export const hide = (value: unknown): string | null => (value === null || value === undefined ? null : hiddenText);

/** A value that our own code made (a hook, a default): anything wrong with it is a fault of that code. */
export function trustedValue(meta: ObjectMeta, name: string, raw: unknown, from: string): unknown {
  const field = meta.fields.get(name);
  if (!field || field.storage.kind === 'formula' || (field.system && !writableSystem.has(name)))
    throw new Error(`${from} sets ${meta.name}.${name}, which can not be written`);
  if (isSecret(field) && raw !== null) {
    if (isSealed(raw)) return raw;
    throw new Error(`${from} sets ${meta.name}.${name}, which is encrypted, to a clear text`);
  }
  const reading = readInput(field, raw);
  if (!reading.ok) throw new Error(`${from} sets ${meta.name}.${name} to a value it can not hold (${reading.code})`);
  return reading.value;
}

/** How the version a caller has seen is held against the stored one; the error names each field that differs. */
export function checkVersion(run: SaveRun, state: RowState): 'current' | 'conflict' | 'precondition' {
  const stored = state.before?.version;
  const { ifMatch, version } = state.row;
  if (run.options.asSystem && ifMatch === undefined && version === undefined) return 'current';
  if (ifMatch !== undefined && ifMatch !== stored) return 'precondition';
  return version !== undefined && version !== stored ? 'conflict' : 'current';
}

/** The fields in which the caller's values differ from what is stored now. */
export function differences(run: SaveRun, state: RowState): FieldProblem[] {
  const found: FieldProblem[] = [];
  for (const [name, raw] of Object.entries(state.row.values ?? {})) {
    const field = run.seen.fields.get(name);
    // a masked value that is compared can be guessed
    if (!field || field.masked || (field.system && !writableSystem.has(name))) continue;
    const current = state.before?.values[name] ?? null;
    const reading = isSecret(field) ? readSecret(run, field, raw, current) : readInput(field, raw);
    if (reading.ok && sameValue(field, reading.value, current)) continue;
    found.push({
      field: name,
      code: 'VERSION_CONFLICT',
      message: label('此字段的当前值不同', 'The field now holds another value'),
      current: isSecret(field) ? hide(current) : current,
    });
  }
  return found;
}

/** The problems of a row as one error: malformed input outranks rights, and these rules, so that the answer's status is the most basic one. */
export function problemsError(problems: readonly FieldProblem[]) {
  const first =
    problems.find((problem) => problem.code in errors && errors[problem.code as keyof typeof errors]().status === 400) ??
    problems.find((problem) => problem.code === 'FORBIDDEN') ??
    problems[0];
  const code = first && first.code in errors ? (first.code as keyof typeof errors) : 'RULE';
  return errors[code]({ errors: problems });
}
