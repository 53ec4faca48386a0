import { textOf } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { type Answer, countRecords } from '../records/query/index.ts';
import { type PrintDocument, pageMark, pagesMark, type Ready, type ReadyBand, type Run } from './document.ts';
import { printList } from './lists.ts';
import { pathsIn, splitText } from './merge.ts';
import { pictureOf } from './pictures.ts';
import { cellText, headOf, relatedRows, sumText, titleOf } from './rows.ts';
import { openSource, type Source } from './source.ts';
import type { Band, Block, PdfTemplate, TableColumn } from './types.ts';

interface Drawing {
  readonly ctx: Context;
  readonly meta: ObjectMeta;
  readonly id: string;
  readonly source: Source;
}

/** Puts a record into a template: everything is read here, as the person who prints may see it. */
export async function resolveDocument(
  ctx: Context,
  meta: ObjectMeta,
  template: PdfTemplate,
  id: string,
): Promise<{ document: PrintDocument; fileName: string }> {
  const language = template.language ?? ctx.language;
  const source = await openSource(ctx, meta, { id, names: [...namesOf(template), meta.title], language });
  const drawing = { ctx, meta, id, source };
  const title = nameOf(ctx, meta, source, { ...template, language });
  return {
    fileName: title,
    document: {
      title,
      author: ctx.tenant.name,
      language,
      page: template.page,
      header: template.header && band(template.header, source),
      footer: template.footer && band(template.footer, source),
      blocks: await resolveBlocks(drawing, template.blocks),
      broken: language === 'en' ? '[can not be shown]' : '〔无法显示〕',
    },
  };
}

/** The file's name: what the template says, else its label and the record's title. */
export function nameOf(
  ctx: Context,
  meta: ObjectMeta,
  source: Source,
  template: { readonly label: PdfTemplate['label']; readonly fileName?: string; readonly language?: PdfTemplate['language'] },
): string {
  const given = template.fileName ? source.fill(template.fileName).trim() : '';
  if (given) return given;
  const title = source.show({ path: meta.title });
  return [textOf(template.label, template.language ?? ctx.language), title].filter(Boolean).join('-');
}

function namesOf(template: PdfTemplate): Set<string> {
  const texts = [template.fileName, ...Object.values(template.header ?? {}), ...Object.values(template.footer ?? {})];
  const names = new Set<string>();
  const walk = (block: Block) => {
    if (block.type === 'heading' || block.type === 'text' || block.type === 'code') texts.push(block.text);
    if (block.type === 'signature') for (const { title, lines } of block.parties) texts.push(title, ...lines);
    if (block.type === 'fields') for (const { field } of block.items) names.add(field);
    if ((block.type === 'image' || block.type === 'seal') && block.field) names.add(block.field);
    if (block.type === 'condition') block.blocks.forEach(walk);
  };
  template.blocks.forEach(walk);
  for (const name of pathsIn(texts.filter((text): text is string => typeof text === 'string'))) names.add(name);
  return names;
}

const bandMarks: Readonly<Record<string, string>> = { $page: pageMark, $pages: pagesMark };

function band({ left, center, right, line }: Band, source: Source): ReadyBand {
  const fill = (text = '') =>
    splitText(text)
      .map((part) => (typeof part === 'string' ? part : 'bad' in part ? '' : (bandMarks[part.path] ?? source.show(part))))
      .join('');
  return { left: fill(left), center: fill(center), right: fill(right), line: line ?? false };
}

async function resolveBlocks(drawing: Drawing, blocks: readonly Block[]): Promise<Ready[]> {
  const ready: Ready[] = [];
  for (const block of blocks) {
    if (block.type === 'condition') {
      if (await holds(drawing, block)) ready.push(...(await resolveBlocks(drawing, block.blocks)));
      continue;
    }
    const made = await resolveBlock(drawing, block);
    if (made) ready.push(made);
  }
  return ready;
}

/** The database answers, so that a condition means what the same filter means in a list. */
async function holds({ ctx, meta, id }: Drawing, block: Extract<Block, { type: 'condition' }>): Promise<boolean> {
  const filter = { and: [{ field: 'id', op: 'eq', value: id }, block.when] };
  return (await countRecords(ctx, meta, filter)).value > 0;
}

async function resolveBlock(drawing: Drawing, block: Exclude<Block, { type: 'condition' }>): Promise<Ready | undefined> {
  const { ctx, meta, source } = drawing;
  switch (block.type) {
    case 'heading':
      return {
        type: 'heading',
        level: block.level,
        align: block.align ?? (block.level === 1 ? 'center' : 'left'),
        runs: runsOf(block.text, source),
      };
    case 'text': {
      const paragraphs = block.text.split('\n').map((line) => runsOf(line, source));
      return { type: 'text', align: block.align ?? 'left', size: block.size, indent: block.indent ?? false, paragraphs };
    }
    case 'fields': {
      const items = block.items.flatMap(({ field, label, option }) => {
        const title = titleOf(ctx, meta, field, source.style);
        return title === '' ? [] : [{ label: label ?? title, value: source.show({ path: field, option: option as never }) }];
      });
      return { type: 'fields', columns: block.columns, border: block.border, items };
    }
    case 'table':
      return resolveTable(drawing, block);
    case 'image':
    case 'seal':
      return { ...block, align: 'align' in block ? (block.align ?? 'left') : 'left', data: await pictureOf(ctx, block, source) } as Ready;
    case 'code':
      return {
        type: 'code',
        kind: block.kind,
        text: source.fill(block.text),
        width: block.width,
        align: block.align ?? 'left',
        readable: block.readable ?? false,
      };
    case 'signature':
      return {
        type: 'signature',
        parties: block.parties.map(({ title, lines }) => ({ title: source.fill(title), lines: lines.map((line) => source.fill(line)) })),
      };
    default:
      return block;
  }
}

const numeric = new Set(['number', 'currency', 'percent']);

async function resolveTable(drawing: Drawing, block: Extract<Block, { type: 'table' }>): Promise<Ready | undefined> {
  const { ctx, meta, id, source } = drawing;
  const list = printList(ctx, meta, block.list);
  const child = list && ctx.meta.object(list.object);
  const rows =
    list && (await relatedRows(ctx, list, { id, names: block.columns.map(({ field }) => field), filter: block.filter, sort: block.sort }));
  // whoever may not open the list sees nothing of it on paper either
  if (!child || !rows) return undefined;
  const columns = block.columns.filter(({ field }) => titleOf(ctx, child, field, source.style) !== '');
  const cells = (row: Answer) =>
    columns.map(({ field, option }) => cellText(ctx, child, row, { path: field, option: option as never }, source.style));
  const number = source.style.language === 'en' ? 'No.' : '序号';
  return {
    type: 'table',
    head: [
      ...(block.numbered ? [{ text: number, align: 'center' as const, width: 11 }] : []),
      ...columns.map((column) => ({ text: headOf(child, column, ctx, source.style), align: alignOf(child, column), width: column.width })),
    ],
    rows: rows.map((row, index) => [...(block.numbered ? [String(index + 1)] : []), ...cells(row)]),
    sums: sumsOf(drawing, { child, rows, columns, numbered: block.numbered ?? false }),
    empty: block.empty ?? (source.style.language === 'en' ? 'None' : '无'),
  };
}

function alignOf(child: ObjectMeta, { align, field }: TableColumn) {
  return align ?? (numeric.has(child.fields.get(field)?.type ?? '') ? 'right' : 'left');
}

/** The last row: 合计 in the first cell without a sum of its own. */
function sumsOf(
  { ctx, source }: Drawing,
  table: { child: ObjectMeta; rows: readonly Answer[]; columns: readonly TableColumn[]; numbered: boolean },
): string[] | undefined {
  const { child, rows, columns, numbered } = table;
  if (!columns.some(({ sum }) => sum)) return undefined;
  const sums = [...(numbered ? [''] : []), ...columns.map((column) => (column.sum ? sumText(ctx, child, rows, column, source.style) : ''))];
  const free = sums.findIndex((text, index) => text === '' && !columns[index - (numbered ? 1 : 0)]?.sum);
  if (free >= 0) sums[free] = source.style.language === 'en' ? 'Total' : '合计';
  return sums;
}

const marks = /(\*\*|__)/;

/** A line with `**bold**` and `__underlined__` parts. Marks are the template's: what a record holds is never read as one. */
export function runsOf(line: string, source: Pick<Source, 'show'>): Run[] {
  const runs: Run[] = [];
  let [bold, underline] = [false, false];
  const push = (text: string) => {
    if (text !== '') runs.push({ text, ...(bold ? { bold } : {}), ...(underline ? { underline } : {}) });
  };
  for (const part of splitText(line)) {
    if (typeof part !== 'string') {
      if (!('bad' in part)) push(source.show(part));
      continue;
    }
    for (const piece of part.split(marks)) {
      if (piece === '**') bold = !bold;
      else if (piece === '__' && !isBlank(part)) underline = !underline;
      else push(piece);
    }
  }
  return runs;
}

/** `________` is a line to write on, not a mark. */
const isBlank = (part: string) => /_{3,}/.test(part);
