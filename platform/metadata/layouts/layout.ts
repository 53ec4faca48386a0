import { type Label, label } from '../../kernel/index.ts';
import { definePartKind, type ObjectMeta, type Part, partsOf, type UserInfo } from '../../module/index.ts';
import { BodyReader } from '../parse.ts';
import { conditionProblem } from './condition.ts';
import { readKeys } from './read.ts';

/** A field where a layout puts it. What it asks beyond the field itself belongs to forms: other ways of writing are not held to it. */
export interface LayoutField {
  readonly name: string;
  readonly readOnly?: boolean;
  readonly required?: boolean;
  /** Formulas over the record that give true or false. */
  readonly visibleWhen?: string;
  readonly requiredWhen?: string;
}

export interface LayoutSection {
  /** Stable within the layout. */
  readonly key: string;
  readonly label: Label;
  readonly columns: 1 | 2;
  readonly collapsed?: boolean;
  readonly visibleWhen?: string;
  readonly fields: readonly LayoutField[];
}

export interface LayoutRelated {
  /** Name of a related list of the object. */
  readonly list: string;
  readonly columns?: readonly string[];
  readonly hidden?: boolean;
}

export interface LayoutButton {
  readonly action: string;
  readonly place: 'primary' | 'secondary' | 'menu' | 'hidden';
}

/** How records of an object look to people of some roles: of the layouts that apply, the first in order is taken. */
export interface Layout {
  readonly label: Label;
  /** Empty = records of every type. */
  readonly recordTypes: readonly string[];
  /** Keys of roles; empty = everybody. */
  readonly roles: readonly string[];
  readonly highlights: readonly string[];
  readonly sections: readonly LayoutSection[];
  /** Lists not named follow in the object's order. */
  readonly related: readonly LayoutRelated[];
  /** Ids of panels that modules give, in order; those not named follow. */
  readonly panels: readonly string[];
  /** Ids of panels these roles do not get. */
  readonly hiddenPanels?: readonly string[];
  readonly buttons: readonly LayoutButton[];
  /** Empty = as the object says. */
  readonly listColumns: readonly string[];
  readonly searchFields: readonly string[];
  readonly compactFields: readonly string[];
  readonly boardFields: readonly string[];
}

export const mostHighlights = 7;
const mostSections = 40;
const known = new Set([
  'label',
  'recordTypes',
  'roles',
  'highlights',
  'sections',
  'related',
  'panels',
  'hiddenPanels',
  'buttons',
  'listColumns',
  'searchFields',
  'compactFields',
  'boardFields',
]);
const unknownField = label('字段不存在', 'There is no such field');

/** Names of fields, each once; of list columns also what a lookup reaches (`account.region`). */
function readFields(reader: BodyReader, meta: ObjectMeta | undefined, place: string, most: number, reach = false): string[] {
  const items = reader.list(place, most) ?? [];
  items.forEach((item, index) => {
    if (typeof item !== 'string') reader.problem(`${place}[${index}]`, 'WRONG_TYPE', label('应为字段名称', 'Must be the name of a field'));
    else if (!meta?.fields.has((reach ? item.split('.')[0] : item) ?? ''))
      reader.problem(`${place}[${index}]`, 'INVALID_VALUE', unknownField);
  });
  return [...new Set(items.filter((item): item is string => typeof item === 'string'))];
}

function readCondition(reader: BodyReader, meta: ObjectMeta | undefined, name: string): string | undefined {
  const text = reader.text(name, { max: 2000 });
  const problem = text && meta ? conditionProblem(meta, text) : undefined;
  return problem ? reader.problem(name, 'INVALID_VALUE', problem) : text;
}

function readSectionField(reader: BodyReader, meta: ObjectMeta | undefined): LayoutField {
  reader.only(new Set(['name', 'readOnly', 'required', 'visibleWhen', 'requiredWhen']));
  const name = reader.text('name', { max: 80, required: true }) ?? '';
  if (name && !meta?.fields.has(name)) reader.problem('name', 'INVALID_VALUE', unknownField);
  const readOnly = reader.boolean('readOnly');
  const required = reader.boolean('required');
  const visibleWhen = readCondition(reader, meta, 'visibleWhen');
  const requiredWhen = readCondition(reader, meta, 'requiredWhen');
  if (readOnly && (required || requiredWhen))
    reader.problem('readOnly', 'INVALID_VALUE', label('只读的字段不能设为必填', 'A read-only field can not be required'));
  return {
    name,
    ...(readOnly ? { readOnly } : {}),
    ...(required ? { required } : {}),
    ...(visibleWhen ? { visibleWhen } : {}),
    ...(requiredWhen ? { requiredWhen } : {}),
  };
}

function readSections(reader: BodyReader, meta: ObjectMeta | undefined): LayoutSection[] {
  const keys = new Set<string>();
  const placed = new Set<string>();
  return (reader.list('sections', mostSections) ?? []).map((item, index) => {
    const place = `sections[${index}]`;
    const section = new BodyReader(item, place);
    section.only(new Set(['key', 'label', 'columns', 'collapsed', 'visibleWhen', 'fields']));
    const key = section.text('key', { max: 40, required: true }) ?? '';
    if (keys.has(key)) section.problem('key', 'DUPLICATE', label('分组重复', 'The section stands twice'));
    keys.add(key);
    const fields = (section.list('fields', 300) ?? []).map((one, at) => {
      const inner = new BodyReader(one, `${place}.fields[${at}]`);
      const field = readSectionField(inner, meta);
      if (placed.has(field.name)) inner.problem('name', 'DUPLICATE', label('字段放了两次', 'The field is placed twice'));
      placed.add(field.name);
      reader.problems.push(...inner.problems);
      return field;
    });
    const columns = section.integer('columns', 1, 2);
    const visibleWhen = readCondition(section, meta, 'visibleWhen');
    const collapsed = section.boolean('collapsed');
    const made: LayoutSection = {
      key,
      label: section.label('label', true) ?? label('未命名', 'Untitled'),
      columns: columns === 1 ? 1 : 2,
      ...(collapsed ? { collapsed } : {}),
      ...(visibleWhen ? { visibleWhen } : {}),
      fields,
    };
    reader.problems.push(...section.problems);
    return made;
  });
}

function readRelated(reader: BodyReader, meta: ObjectMeta | undefined): LayoutRelated[] {
  return (reader.list('related', 50) ?? []).map((item, index) => {
    const entry = new BodyReader(item, `related[${index}]`);
    entry.only(new Set(['list', 'columns', 'hidden']));
    const list = entry.text('list', { max: 120, required: true }) ?? '';
    if (list && !meta?.related.some((one) => one.name === list))
      entry.problem('list', 'INVALID_VALUE', label('没有这个相关列表', 'There is no such related list'));
    const columns = (entry.list('columns', 10) ?? []).filter((name): name is string => typeof name === 'string');
    const hidden = entry.boolean('hidden');
    reader.problems.push(...entry.problems);
    return { list, ...(columns.length > 0 ? { columns } : {}), ...(hidden ? { hidden } : {}) };
  });
}

function readButtons(reader: BodyReader, meta: ObjectMeta | undefined): LayoutButton[] {
  return (reader.list('buttons', 50) ?? []).map((item, index) => {
    const entry = new BodyReader(item, `buttons[${index}]`);
    entry.only(new Set(['action', 'place']));
    const action = entry.text('action', { max: 80, required: true }) ?? '';
    if (action && !meta?.actions.some((one) => one.token.verb === action))
      entry.problem('action', 'INVALID_VALUE', label('没有这个操作', 'There is no such action'));
    const place = entry.oneOf('place', ['primary', 'secondary', 'menu', 'hidden']) ?? 'menu';
    reader.problems.push(...entry.problems);
    return { action, place };
  });
}

export const layoutKind = definePartKind<Layout>({
  kind: 'layout',
  label: label('布局', 'Layout'),
  of: 'object',
  loaded: true,
  read(_ctx, { object }, body) {
    const reader = new BodyReader(body);
    reader.only(known);
    const hiddenPanels = readKeys(reader, 'hiddenPanels', 50);
    const layout: Layout = {
      label: reader.label('label', true) ?? label('未命名', 'Untitled'),
      recordTypes: readKeys(reader, 'recordTypes', 100),
      roles: readKeys(reader, 'roles', 100),
      highlights: readFields(reader, object, 'highlights', mostHighlights),
      sections: readSections(reader, object),
      related: readRelated(reader, object),
      panels: readKeys(reader, 'panels', 50),
      ...(hiddenPanels.length > 0 ? { hiddenPanels } : {}),
      buttons: readButtons(reader, object),
      listColumns: readFields(reader, object, 'listColumns', 50, true),
      searchFields: readFields(reader, object, 'searchFields', 3),
      compactFields: readFields(reader, object, 'compactFields', 6),
      boardFields: readFields(reader, object, 'boardFields', 6),
    };
    reader.finish();
    return layout;
  },
});

/** The layouts that somebody with these roles gets, in order; the first whose record types take in a record is the record's. */
export function layoutsFor(meta: Pick<ObjectMeta, 'parts'>, user: Pick<UserInfo, 'roles'>): readonly Part<Layout>[] {
  return partsOf<Layout>(meta, 'layout').filter(
    ({ definition }) => definition.roles.length === 0 || definition.roles.some((role) => user.roles.includes(role)),
  );
}

/** The layout without what is not there any more (fields, lists and actions that were deleted since). */
export function liveLayout(meta: ObjectMeta, layout: Layout): Layout {
  const has = (name: string) => meta.fields.has(name.split('.')[0] ?? '');
  return {
    ...layout,
    highlights: layout.highlights.filter(has),
    sections: layout.sections.map((section) => ({ ...section, fields: section.fields.filter(({ name }) => has(name)) })),
    related: layout.related.filter(({ list }) => meta.related.some((one) => one.name === list)),
    buttons: layout.buttons.filter(({ action }) => meta.actions.some((one) => one.token.verb === action)),
    listColumns: layout.listColumns.filter(has),
    searchFields: layout.searchFields.filter(has),
    compactFields: layout.compactFields.filter(has),
    boardFields: layout.boardFields.filter(has),
  };
}
