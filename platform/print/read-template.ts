import { isId, type Label, label } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { clean, length, mergeText, type Reading, readBlocks } from './read-block.ts';
import { type Band, type Page, type PrintTemplate, paperSizes } from './types.ts';

const common = ['label', 'active', 'format', 'fileName', 'language'];
const ofPdf = new Set([...common, 'page', 'header', 'footer', 'blocks']);
const ofWord = new Set([...common, 'file']);

/** Reads and checks a template in its whole; throws every problem at once, each naming its block and field. */
export function readTemplate(ctx: Context, meta: ObjectMeta, body: unknown): PrintTemplate {
  const reader = new BodyReader(body);
  const format = reader.oneOf('format', ['pdf', 'word']) ?? 'pdf';
  reader.only(format === 'pdf' ? ofPdf : ofWord);
  const reading: Reading = { ctx, meta, count: 0 };
  const shared = {
    label: reader.label('label', true) as Label,
    active: reader.boolean('active') ?? true,
    fileName: mergeText(reading, reader, 'fileName', { max: 200 }),
    language: reader.oneOf('language', ['zh-CN', 'en']),
  };
  const made =
    format === 'word'
      ? { ...shared, format, file: readFileId(reader) }
      : {
          ...shared,
          format,
          page: readPage(reader),
          header: readBand(reading, reader, 'header'),
          footer: readBand(reading, reader, 'footer'),
          blocks: readBlocks(reading, reader, 'blocks', ''),
        };
  if (made.format === 'pdf' && made.blocks.length === 0 && reader.problems.length === 0)
    reader.problem('blocks', 'REQUIRED', label('模板里还没有内容', 'The template is still empty'));
  reader.finish();
  return clean(made) as unknown as PrintTemplate;
}

function readFileId(reader: BodyReader): string {
  const file = reader.text('file', { max: 40, required: true });
  if (file !== undefined && !isId(file)) reader.problem('file', 'INVALID_VALUE', label('请重新上传文件', 'Upload the file again'));
  return file ?? '';
}

/** Reads a part that is an object of its own; its problems carry its name. */
function inner<T>(reader: BodyReader, field: string, read: (part: BodyReader) => T, at = field): T | undefined {
  const raw = reader.raw(field);
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw !== 'object' || Array.isArray(raw)) return reader.problem(field, 'WRONG_TYPE', label('应为对象', 'Must be an object'));
  const part = new BodyReader(raw, at);
  const made = read(part);
  reader.problems.push(...part.problems);
  return made;
}

export const usualPage: Page = {
  size: 'A4',
  orientation: 'portrait',
  margins: { top: 20, right: 18, bottom: 20, left: 18 },
  fontSize: 10.5,
};

function readPage(reader: BodyReader): Page {
  const page = inner(reader, 'page', (part): Page => {
    part.only(new Set(['size', 'orientation', 'margins', 'fontSize']));
    const margins = inner(
      part,
      'margins',
      (sides) => {
        sides.only(new Set(['top', 'right', 'bottom', 'left']));
        const side = (name: keyof Page['margins']) => length(sides, name, 5, 60) ?? usualPage.margins[name];
        return { top: side('top'), right: side('right'), bottom: side('bottom'), left: side('left') };
      },
      'page.margins',
    );
    return {
      size: part.oneOf('size', paperSizes) ?? usualPage.size,
      orientation: part.oneOf('orientation', ['portrait', 'landscape']) ?? usualPage.orientation,
      margins: margins ?? usualPage.margins,
      fontSize: length(part, 'fontSize', 6, 24) ?? usualPage.fontSize,
    };
  });
  return page ?? usualPage;
}

function readBand(reading: Reading, reader: BodyReader, field: 'header' | 'footer'): Band | undefined {
  return inner(reader, field, (part): Band => {
    part.only(new Set(['left', 'center', 'right', 'line']));
    const text = (name: string) => mergeText(reading, part, name, { max: 300, pages: true });
    return clean({ left: text('left'), center: text('center'), right: text('right'), line: part.boolean('line') }) as Band;
  });
}
