import { errors, fillLabel, type Label, label, textOf } from '../../kernel/index.ts';
import type { FieldMeta } from '../../module/index.ts';
import { checkReparenting } from './master.ts';
import { checkRecordType } from './record-type.ts';
import { checkStages } from './stages.ts';
import type { RowState, SaveRun } from './types.ts';

const texts = {
  required: label('请填写“{field}”', '"{field}" is required'),
  any: label('请至少填写其中一项：{fields}', 'Fill in at least one of: {fields}'),
  retired: label('这个选项已停用', 'This option is no longer in use'),
  dependent: label('“{field}”的当前值下没有这个选项', 'This option is not offered for the current "{field}"'),
};

/** The value a field will hold after this save. */
export function finalValue(state: RowState, field: string): unknown {
  return field in state.values ? (state.values[field] ?? null) : (state.before?.values[field] ?? null);
}

/** A field's label inside a message of both languages. */
export function withField(
  text: Label,
  fields: readonly (FieldMeta | undefined)[],
  key: 'field' | 'fields',
  more: Readonly<Record<string, Label>> = {},
): Label {
  const fill = (language: 'zh-CN' | 'en') => {
    const names = fields
      .filter((field) => field !== undefined)
      .map((field) => textOf(field.label, language))
      .join(language === 'en' ? ', ' : '、');
    const others = Object.fromEntries(Object.entries(more).map(([name, value]) => [name, textOf(value, language)]));
    return textOf(fillLabel(text, { [key]: names, ...others }), language);
  };
  return { zh: fill('zh-CN'), en: fill('en') };
}

/** Stage four, what can be said without the database: required fields, options in use, the gates of stages. */
export function validateRow(run: SaveRun, state: RowState): void {
  if (!run.options.erasing) checkRequired(run, state);
  checkOptions(run, state);
  checkDependent(run, state);
  checkRecordType(run, state);
  checkReparenting(run, state);
  if (state.operation === 'update' && run.channel !== 'import') checkStages(run, state);
}

function checkRequired(run: SaveRun, state: RowState): void {
  const creating = state.operation === 'create';
  for (const field of run.meta.fields.values()) {
    // An older record may lack what has become required since: only who touches the field must fill it.
    if (!field.required || field.type === 'autoNumber' || (!creating && !(field.name in state.values))) continue;
    if (finalValue(state, field.name) === null)
      state.problems.push({ field: field.name, code: 'REQUIRED', message: withField(texts.required, [field], 'field') });
  }
  for (const group of run.meta.requireAny ?? []) {
    if (!creating && !group.some((name) => name in state.values)) continue;
    if (group.some((name) => finalValue(state, name) !== null)) continue;
    const message = withField(
      texts.any,
      group.map((name) => run.meta.fields.get(name)),
      'fields',
    );
    state.problems.push({ field: group[0] ?? '', code: 'REQUIRED', message });
  }
}

/** Retired options stay where they are, but are not chosen anew; records of the past may bring them along. */
function checkOptions(run: SaveRun, state: RowState): void {
  if (run.channel === 'import' || run.channel === 'sync') return;
  for (const [name, value] of Object.entries(state.values)) {
    const field = run.meta.fields.get(name);
    if (!field?.options || value === null) continue;
    const had = new Set([state.before?.values[name] ?? []].flat());
    const chosen = [value].flat();
    if (field.options.some((option) => option.active === false && chosen.includes(option.key) && !had.has(option.key))) {
      state.problems.push({ field: name, code: 'INVALID_VALUE', message: texts.retired });
    }
  }
}

/**
 * Dependent picklists: what is chosen must be offered for the value of the controlling field. A pair that this save does not touch stays as
 * it is, whatever the options have become since.
 */
function checkDependent(run: SaveRun, state: RowState): void {
  for (const field of run.meta.fields.values()) {
    const { dependsOn } = field;
    const controlling = dependsOn === undefined ? undefined : run.meta.fields.get(dependsOn);
    if (!controlling || !(field.name in state.values || controlling.name in state.values)) continue;
    if (state.problems.some((problem) => problem.field === field.name || problem.field === controlling.name)) continue;
    const offered = new Set([finalValue(state, controlling.name) ?? []].flat());
    const chosen = [finalValue(state, field.name) ?? []].flat();
    const hidden = field.options?.some(
      (option) => chosen.includes(option.key) && option.when && !option.when.some((key) => offered.has(key)),
    );
    if (hidden)
      state.problems.push({ field: field.name, code: 'INVALID_VALUE', message: withField(texts.dependent, [controlling], 'field') });
  }
}

/** Changing hands needs the right to transfer; so does making a record for somebody else. */
export function checkOwner(run: SaveRun, state: RowState): void {
  if (run.options.asSystem || !('owner' in state.values)) return;
  const owner = state.values.owner ?? null;
  if (state.operation === 'create' && (owner === run.by || (run.meta.access.given && owner !== null))) return;
  const scope = run.ctx.access.scope(run.meta, 'transfer');
  const from = state.before?.values.owner ?? null;
  const reached =
    state.operation === 'create' ||
    scope.kind === 'all' ||
    (scope.kind === 'owners' && typeof from === 'string' && scope.owners.includes(from));
  if (run.ctx.access.can(`${run.meta.name}.transfer`) && reached) return;
  const { text } = errors.FORBIDDEN();
  state.error = errors.FORBIDDEN({ errors: [{ field: 'owner', code: 'FORBIDDEN', message: text }] });
}
