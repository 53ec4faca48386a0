import { AppError, errors, label } from '../../kernel/index.ts';
import { mayUseType, offeredKeys, type RecordType, recordTypesOf } from '../../metadata/layouts/index.ts';
import type { RowState, SaveRun } from './types.ts';
import { finalValue, withField } from './validate.ts';

const texts = {
  required: label('请选择业务类型', 'A record type is required'),
  retired: label('这个业务类型已停用', 'This record type is no longer in use'),
  role: label('你的角色不能使用这个业务类型', 'Your roles may not use this record type'),
  offered: label('“{type}”不提供“{field}”的这个选项', '"{type}" does not offer this value of "{field}"'),
};

/**
 * Holds a record to its type, on every path: the type is in use and open to the caller, and what is chosen is offered by it. Values from
 * before stay where they are, until the type changes: then all of them must fit the new one (our own code moves records whole).
 */
export function checkRecordType(run: SaveRun, state: RowState): void {
  const types = recordTypesOf(run.meta);
  if (types.length === 0) return;
  const name = finalValue(state, 'recordType');
  const isNamed = 'recordType' in state.values;
  if (name === null) {
    if (isNamed) state.problems.push({ field: 'recordType', code: 'REQUIRED', message: texts.required });
    return;
  }
  const type = types.find((one) => one.name === name)?.definition;
  if (!type) return;
  if (isNamed && !run.options.asSystem) {
    if (!type.active) {
      state.problems.push({ field: 'recordType', code: 'INVALID_VALUE', message: texts.retired });
      return;
    }
    if (run.by !== null && !mayUseType(type, run.ctx.user)) {
      state.error = new AppError('FORBIDDEN', errors.FORBIDDEN().status, texts.role, {
        errors: [{ field: 'recordType', code: 'FORBIDDEN', message: texts.role }],
      });
      return;
    }
  }
  checkOffered(run, state, type, isNamed && state.operation === 'update');
}

function checkOffered(run: SaveRun, state: RowState, type: RecordType, isChanged: boolean): void {
  const all = isChanged && !run.options.asSystem;
  for (const field of [...Object.keys(type.options), ...Object.keys(type.stages)]) {
    const meta = run.meta.fields.get(field);
    if (!meta || (!all && !(field in state.values))) continue;
    const offered = offeredKeys(type, meta);
    const had = all ? [] : [state.before?.values[field] ?? []].flat();
    const chosen = [finalValue(state, field) ?? []].flat();
    if (!offered || chosen.every((key) => offered.includes(String(key)) || had.includes(key))) continue;
    state.problems.push({
      field,
      code: 'INVALID_VALUE',
      message: withField(texts.offered, [meta], 'field', { type: type.label }),
    });
  }
}
