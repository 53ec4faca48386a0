import { AppError, cleanText, isId, type Label, label } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { type FilterInput, parseFilter, parseSort, resolvePath, type SortInput } from '../records/query/index.ts';
import { printList } from './lists.ts';
import { type Merge, mergeOptions, mergeProblem, pathProblem, readMerge } from './merge.ts';
import { alignments, type Block, type BlockType, blockTypes, codeKinds, type FieldItem, mostBlocks, type TableColumn } from './types.ts';

/** Conditions stand in conditions no deeper than this. */
const deepest = 3;
const longestText = 20_000;

/** What reading blocks needs to know and counts. */
export interface Reading {
  readonly ctx: Context;
  readonly meta: ObjectMeta;
  count: number;
}

const own: Readonly<Record<BlockType, readonly string[]>> = {
  heading: ['text', 'level', 'align'],
  text: ['text', 'align', 'size', 'indent'],
  fields: ['columns', 'border', 'items'],
  table: ['list', 'columns', 'filter', 'sort', 'numbered', 'empty'],
  image: ['source', 'file', 'field', 'width', 'align'],
  seal: ['source', 'file', 'field', 'width', 'x', 'y'],
  code: ['kind', 'text', 'width', 'align', 'readable'],
  signature: ['parties'],
  space: ['height'],
  line: [],
  pageBreak: [],
  condition: ['when', 'blocks'],
};

/** A list of blocks of unknown JSON; every problem goes to `into`, named by block: `blocks[2].columns[0].field`. */
export function readBlocks(reading: Reading, into: BodyReader, field: string, at: string, level = 1): Block[] {
  const raw = into.list(field, mostBlocks) ?? [];
  return raw.flatMap((item, index) => {
    const place = `${at}${field}[${index}]`;
    reading.count += 1;
    if (reading.count > mostBlocks) {
      if (reading.count === mostBlocks + 1)
        into.problems.push({
          field: place,
          code: 'LIMIT_EXCEEDED',
          message: label(`最多 ${mostBlocks} 块`, `At most ${mostBlocks} blocks`),
        });
      return [];
    }
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      into.problems.push({ field: place, code: 'WRONG_TYPE', message: label('应为对象', 'Must be an object') });
      return [];
    }
    const reader = new BodyReader(item, place);
    const block = readBlock(reading, reader, place, level);
    into.problems.push(...reader.problems);
    return block ? [block] : [];
  });
}

function readBlock(reading: Reading, reader: BodyReader, place: string, level: number): Block | undefined {
  const type = reader.oneOf('type', blockTypes);
  if (!type) {
    if (!reader.has('type')) reader.problem('type', 'REQUIRED', label('必填', 'Required'));
    return undefined;
  }
  reader.only(new Set(['type', ...own[type]]));
  return clean({ type, ...partsOfBlock(reading, reader, type, place, level) }) as Block;
}

function partsOfBlock(reading: Reading, reader: BodyReader, type: BlockType, place: string, level: number): Record<string, unknown> {
  switch (type) {
    case 'heading':
      return {
        text: mergeText(reading, reader, 'text', { required: true }),
        level: reader.integer('level', 1, 3) ?? 1,
        align: align(reader),
      };
    case 'text':
      return {
        text: mergeText(reading, reader, 'text', { required: true }),
        align: align(reader),
        size: length(reader, 'size', 6, 36),
        indent: reader.boolean('indent'),
      };
    case 'fields':
      return {
        columns: reader.integer('columns', 1, 4) ?? 2,
        border: reader.boolean('border') ?? true,
        items: needed(reader, 'items', items(reading.ctx, reading.meta, reader, 'items', place, [])),
      };
    case 'table':
      return tableParts(reading, reader, place);
    case 'image':
      return { ...picture(reading, reader), width: length(reader, 'width', 5, 400) ?? 40, align: align(reader) };
    case 'seal':
      return {
        ...picture(reading, reader),
        width: length(reader, 'width', 10, 100) ?? 42,
        x: length(reader, 'x', -300, 400) ?? 0,
        y: length(reader, 'y', -400, 400) ?? 0,
      };
    case 'code':
      return {
        kind: reader.oneOf('kind', codeKinds) ?? 'qr',
        text: mergeText(reading, reader, 'text', { required: true, max: 1000 }),
        width: length(reader, 'width', 10, 200) ?? 30,
        align: align(reader),
        readable: reader.boolean('readable'),
      };
    case 'signature':
      return { parties: parties(reading, reader, place) };
    case 'space':
      return { height: length(reader, 'height', 1, 250) ?? 5 };
    case 'condition':
      return conditionParts(reading, reader, place, level);
    default:
      return {};
  }
}

function conditionParts(reading: Reading, reader: BodyReader, place: string, level: number): Record<string, unknown> {
  const when = reader.raw('when');
  if (when === undefined || when === null) reader.problem('when', 'REQUIRED', label('请设置条件', 'Set the condition'));
  else check(reader, 'when', () => parseFilter(reading.ctx, reading.meta, when));
  if (level >= deepest)
    reader.problem('blocks', 'LIMIT_EXCEEDED', label(`条件最多套 ${deepest - 1} 层`, `Conditions nest ${deepest - 1} levels at most`));
  return { when: when as FilterInput, blocks: level >= deepest ? [] : readBlocks(reading, reader, 'blocks', `${place}.`, level + 1) };
}

function tableParts({ ctx, meta }: Reading, reader: BodyReader, place: string): Record<string, unknown> {
  const name = reader.text('list', { max: 120, required: true });
  const list = name === undefined ? undefined : printList(ctx, meta, name);
  const child = list && ctx.meta.object(list.object);
  if (name !== undefined && !child)
    reader.problem('list', 'INVALID_VALUE', label(`没有“${name}”这个相关列表`, `There is no related list "${name}"`));
  if (!child) return { list: name ?? '', columns: [] };
  const columns = items(ctx, child, reader, 'columns', place, ['width', 'align', 'sum']) as TableColumn[];
  const filter = reader.raw('filter');
  const sort = reader.raw('sort');
  if (filter !== undefined && filter !== null) check(reader, 'filter', () => parseFilter(ctx, child, filter));
  if (sort !== undefined && sort !== null) check(reader, 'sort', () => parseSort(ctx, child, sort));
  return {
    list: name,
    columns: needed(reader, 'columns', columns),
    filter: (filter ?? undefined) as FilterInput | undefined,
    sort: (sort ?? undefined) as readonly SortInput[] | undefined,
    numbered: reader.boolean('numbered'),
    empty: reader.text('empty', { max: 100 }),
  };
}

const summed = new Set(['number', 'currency']);

function items(ctx: Context, meta: ObjectMeta, reader: BodyReader, field: string, place: string, more: readonly string[]): FieldItem[] {
  return (reader.list(field, 60) ?? []).flatMap((raw, index) => {
    const at = `${field}[${index}]`;
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      reader.problem(at, 'WRONG_TYPE', label('应为对象', 'Must be an object'));
      return [];
    }
    const item = new BodyReader(raw, `${place}.${at}`);
    item.only(new Set(['field', 'label', 'option', ...more]));
    const path = item.text('field', { max: 200, required: true });
    const problem = path === undefined ? undefined : pathProblem(ctx, meta, path);
    if (problem) item.problem('field', 'UNKNOWN_FIELD', problem);
    const option = readOption(item);
    const sum = item.boolean('sum');
    if (sum && path && !problem && !summed.has(resolvePath(ctx, meta, path, 'field').field.type))
      item.problem('sum', 'INVALID_VALUE', label('只有数字和金额能合计', 'Only numbers and amounts can be summed'));
    const made = {
      field: path ?? '',
      label: item.text('label', { max: 100 }),
      option,
      ...(more.length > 0 ? { width: length(item, 'width', 5, 400), align: align(item), sum: sum || undefined } : {}),
    };
    reader.problems.push(...item.problems);
    return [clean(made) as unknown as FieldItem];
  });
}

function readOption(item: BodyReader): Merge['option'] {
  const option = item.text('option', { max: 20 });
  if (option === undefined) return undefined;
  const read = readMerge(`x|${option}`);
  if ('bad' in read)
    return item.problem('option', 'INVALID_VALUE', label(`可用的值：${mergeOptions.join('、')}`, `One of: ${mergeOptions.join(', ')}`));
  return read.option;
}

function picture({ ctx, meta }: Reading, reader: BodyReader): Record<string, unknown> {
  const source = reader.oneOf('source', ['logo', 'file', 'field']);
  if (!source) {
    if (!reader.has('source')) reader.problem('source', 'REQUIRED', label('请选择图片来源', 'Choose where the picture comes from'));
    return {};
  }
  if (source === 'file') {
    const file = reader.text('file', { max: 40, required: true });
    if (file !== undefined && !isId(file)) reader.problem('file', 'INVALID_VALUE', label('请重新上传图片', 'Upload the picture again'));
    return { source, file };
  }
  if (source === 'logo') return { source };
  const path = reader.text('field', { max: 200, required: true });
  const problem = path === undefined ? undefined : pathProblem(ctx, meta, path);
  if (problem) reader.problem('field', 'UNKNOWN_FIELD', problem);
  else if (path && !['image', 'attachment', 'signature'].includes(resolvePath(ctx, meta, path, 'field').field.type))
    reader.problem('field', 'INVALID_VALUE', label('请选择图片字段', 'Choose a field with pictures'));
  return { source, field: path };
}

function parties(reading: Reading, reader: BodyReader, place: string) {
  const raw = reader.list('parties', 4) ?? [];
  if (raw.length === 0) reader.problem('parties', 'REQUIRED', label('至少要有一方', 'At least one party is needed'));
  return raw.flatMap((item, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      reader.problem(`parties[${index}]`, 'WRONG_TYPE', label('应为对象', 'Must be an object'));
      return [];
    }
    const party = new BodyReader(item, `${place}.parties[${index}]`);
    party.only(new Set(['title', 'lines']));
    const title = mergeText(reading, party, 'title', { required: true, max: 200 });
    const lines = (party.list('lines', 10) ?? []).flatMap((line, row) => {
      if (typeof line === 'string' && line.length <= 200) {
        const problem = mergeProblem(reading.ctx, reading.meta, line);
        if (problem) party.problem(`lines[${row}]`, 'UNKNOWN_FIELD', problem);
        return [cleanText(line)];
      }
      party.problem(`lines[${row}]`, 'WRONG_TYPE', label('应为 200 字以内的文字', 'Must be text of at most 200 characters'));
      return [];
    });
    reader.problems.push(...party.problems);
    return [{ title: title ?? '', lines }];
  });
}

/** A text of several lines with merge fields, all of which must be there. */
export function mergeText(
  { ctx, meta }: Reading,
  reader: BodyReader,
  field: string,
  { required = false, max = longestText, pages = false }: { required?: boolean; max?: number; pages?: boolean } = {},
): string | undefined {
  const value = reader.raw(field);
  if (value === undefined || value === null || value === '') {
    if (required) reader.problem(field, 'REQUIRED', label('必填', 'Required'));
    return undefined;
  }
  if (typeof value !== 'string') return reader.problem(field, 'WRONG_TYPE', label('应为文字', 'Must be text'));
  if (value.length > max) return reader.problem(field, 'TOO_LONG', label(`最多 ${max} 个字`, `At most ${max} characters`));
  const problem = mergeProblem(ctx, meta, value, { pages });
  if (problem) reader.problem(field, 'UNKNOWN_FIELD', problem);
  return cleanText(value);
}

export const align = (reader: BodyReader) => reader.oneOf('align', alignments);

/** A length with at most one decimal. */
export function length(reader: BodyReader, field: string, min: number, max: number): number | undefined {
  const value = reader.raw(field);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') return reader.problem(field, 'WRONG_TYPE', label('应为数字', 'Must be a number'));
  if (!Number.isFinite(value) || value < min || value > max)
    return reader.problem(field, 'INVALID_VALUE', label(`应为 ${min} 到 ${max}`, `Must be from ${min} to ${max}`));
  return Math.round(value * 10) / 10;
}

function needed<T>(reader: BodyReader, field: string, list: readonly T[]): readonly T[] {
  if (list.length === 0 && !reader.problems.some((one) => one.field.includes(`.${field}`)))
    reader.problem(field, 'REQUIRED', label('至少要有一个字段', 'At least one field is needed'));
  return list;
}

/** Runs the check of another grammar; what it refuses stands under the place of the block. */
function check(reader: BodyReader, field: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const first = error.errors[0];
    reader.problem(field, 'INVALID_VALUE', first ? mentioning(first.field, first.message) : error.text);
  }
}

const mentioning = (field: string, text: Label): Label => label(`${text.zh}（${field}）`, `${text.en} (${field})`);

export function clean(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}
