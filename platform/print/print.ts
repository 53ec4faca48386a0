import { cleanFileName } from '../files/index.ts';
import { errors, fieldError, isId, label } from '../kernel/index.ts';
import { listParts, mayEditMetadata, readPart } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { getRecord, queryRecords } from '../records/query/index.ts';
import { emit } from '../records/save/index.ts';
import { readTemplate } from './read-template.ts';
import { makeFile } from './render/pool.ts';
import { resolveDocument } from './resolve.ts';
import { docxType, type PrintTemplate, pdfType } from './types.ts';
import { fillWord } from './word/fill.ts';

export interface PrintedFile {
  readonly content: Buffer;
  readonly name: string;
  readonly type: string;
}

/** The templates of an object that are in use, in order. */
export async function templatesFor(ctx: Context, meta: ObjectMeta) {
  const parts = await listParts<PrintTemplate>(ctx, 'printTemplate', meta.name);
  return parts
    .filter(({ definition }) => definition.active)
    .map(({ name, definition }) => ({ name, label: definition.label, format: definition.format }));
}

/** Prints a record: made as the caller may see it, and kept in the outbox who printed what. */
export async function printRecord(ctx: Context, meta: ObjectMeta, id: string, name: unknown): Promise<PrintedFile> {
  if (typeof name !== 'string') throw fieldError(name === undefined || name === null ? 'REQUIRED' : 'WRONG_TYPE', 'template');
  // who may not see the record learns nothing of templates
  await getRecord(ctx, meta, id, ['id']);
  const part = await readPart<PrintTemplate>(ctx, { kind: 'printTemplate', object: meta.name, name: name.slice(0, 80) });
  if (!part?.definition.active)
    throw fieldError('LOOKUP_NOT_FOUND', 'template', label('模板不存在或已停用', 'The template does not exist or is out of use'));
  const file = await makePrint(ctx, meta, part.definition, id);
  await emit(ctx, `${meta.name}.printed`, {
    object: meta.name,
    record: id.toLowerCase(),
    changes: { template: part.name, label: part.definition.label, file: file.name, format: part.definition.format },
  });
  return file;
}

/** What a template that is not saved yet would give for a record; without one for the newest. */
export async function previewPrint(ctx: Context, meta: ObjectMeta, body: { definition?: unknown; record?: unknown }): Promise<PrintedFile> {
  mayEditMetadata(ctx);
  const template = readTemplate(ctx, meta, body.definition);
  return makePrint(ctx, meta, template, await sampleOf(ctx, meta, body.record));
}

async function sampleOf(ctx: Context, meta: ObjectMeta, given: unknown): Promise<string> {
  if (given !== undefined && given !== null) {
    if (!isId(given)) throw fieldError('LOOKUP_NOT_FOUND', 'record');
    return given;
  }
  const { records } = await queryRecords(ctx, meta, { fields: ['id'], limit: 1 });
  const id = records[0]?.['id'];
  if (typeof id === 'string') return id;
  throw errors.STATE({
    errors: [
      {
        field: 'record',
        code: 'STATE',
        message: label('还没有记录可以预览，请先新建一条', 'There is no record to show yet; make one first'),
      },
    ],
  });
}

async function makePrint(ctx: Context, meta: ObjectMeta, template: PrintTemplate, id: string): Promise<PrintedFile> {
  if (template.format === 'word') {
    const { content, fileName } = await fillWord(ctx, meta, template, id);
    return { content, name: cleanFileName(`${fileName}.docx`), type: docxType };
  }
  const { document, fileName } = await resolveDocument(ctx, meta, template, id);
  return { content: await makeFile({ kind: 'pdf', document }), name: cleanFileName(`${fileName}.pdf`), type: pdfType };
}
