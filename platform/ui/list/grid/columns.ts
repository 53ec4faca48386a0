import { isNumeric } from '../../cells/cell.tsx';
import { type FieldMeta, type FieldType, type ObjectMeta, titleNames } from '../../data/meta.ts';
import { decidedBy } from './offered.ts';

/** One column, worked out once per list: formats and rights are the same for every row. */
export interface Column {
  readonly name: string;
  readonly field: FieldMeta;
  readonly min: number;
  /** Share of what is left of the width. */
  readonly grow: number;
  readonly numeric: boolean;
  readonly editable: boolean;
  readonly sortable: boolean;
}

const WIDTHS: Partial<Record<FieldType, readonly [min: number, grow: number]>> = {
  currency: [132, 0.2],
  number: [104, 0.2],
  percent: [90, 0.1],
  date: [108, 0.1],
  datetime: [112, 0.1],
  time: [90, 0.1],
  boolean: [84, 0.1],
  stage: [132, 0.5],
  picklist: [116, 0.5],
  multiPicklist: [150, 0.8],
  tags: [150, 0.8],
  user: [104, 0.2],
  department: [128, 0.4],
  phone: [132, 0.2],
  email: [176, 0.6],
  rating: [84, 0.1],
  autoNumber: [152, 0.2],
  lookup: [152, 1],
  masterDetail: [164, 1],
  longText: [220, 1.4],
  address: [200, 1.2],
};
const NOT_SORTABLE = new Set<FieldType>([
  'richText',
  'longText',
  'address',
  'geolocation',
  'image',
  'attachment',
  'signature',
  'tags',
  'multiPicklist',
  'encrypted',
]);
const NOT_EDITABLE = new Set<FieldType>([
  'autoNumber',
  'formula',
  'rollup',
  'image',
  'attachment',
  'signature',
  'geolocation',
  'encrypted',
  'richText',
  'longText',
  'address',
]);

export function isEditable(meta: ObjectMeta, field: FieldMeta): boolean {
  if (field.name.includes('.') || field.readOnly || (field.system && field.name !== 'owner' && field.name !== 'externalId')) return false;
  return !NOT_EDITABLE.has(field.type) && (meta.can?.includes('edit') ?? false) && !(field.name === 'owner' && !meta.can?.includes('edit'));
}

/** The columns of these names that exist, the title first. */
export function columnsOf(meta: ObjectMeta, names: readonly string[], fields: ReadonlyMap<string, FieldMeta>): readonly Column[] {
  return names.flatMap((name) => {
    const field = fields.get(name);
    if (!field) return [];
    const hasDays = field.type === 'stage' && meta.fields.some((one) => one.name === 'stageEnteredAt');
    const [width, grow] = name === meta.title ? [200, 1.4] : name === 'nextStep' ? [196, 1.8] : (WIDTHS[field.type] ?? [150, 0.8]);
    return [
      {
        name,
        field,
        min: width + (hasDays ? 36 : 0),
        grow,
        numeric: isNumeric(field),
        editable: isEditable(meta, field),
        sortable: !field.many && !field.masked && !NOT_SORTABLE.has(field.type) && name.split('.').length < 3,
      },
    ];
  });
}

export const CHECK_WIDTH = 44;

/** `grid-template-columns` of every row, and the width below which the grid scrolls sideways. */
export function templateOf(columns: readonly Column[]): { readonly template: string; readonly width: number } {
  return {
    template: [`${CHECK_WIDTH}px`, ...columns.map(({ min, grow }) => `minmax(${min}px, ${grow}fr)`)].join(' '),
    width: columns.reduce((sum, column) => sum + column.min, CHECK_WIDTH),
  };
}

/** What has to be asked of the server so that these columns can be shown. */
export function fieldsToAsk(meta: ObjectMeta, columns: readonly string[]): readonly string[] {
  const has = (name: string) => meta.fields.some((field) => field.name === name);
  const names = new Set(['id', 'version', meta.title, ...titleNames(meta).filter(has), ...columns]);
  const types = new Set(columns.map((name) => meta.fields.find((field) => field.name === name)?.type));
  if (types.has('currency') && has('currency')) names.add('currency');
  for (const { name, base } of meta.fields) if (base && columns.includes(name) && has(base.amount)) names.add(base.amount);
  if (types.has('stage') && has('stageEnteredAt')) names.add('stageEnteredAt');
  for (const name of columns)
    for (const deciding of decidedBy(
      meta,
      meta.fields.find((field) => field.name === name),
    ))
      if (has(deciding)) names.add(deciding);
  if (names.has('nextStep') && has('nextStepOn')) names.add('nextStepOn');
  return [...names];
}
