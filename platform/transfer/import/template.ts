import { type Language, label, textOf } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { csvCell } from '../../sheets/index.ts';
import { displayScale } from '../../storage/codec.ts';
import { importable, isOrigin } from './mapping.ts';

const examples: Partial<Record<FieldMeta['type'], readonly [zh: string, en: string]>> = {
  phone: ['13800138000', '13800138000'],
  email: ['zhang@example.com', 'ann@example.com'],
  url: ['https://www.example.com', 'https://www.example.com'],
  date: ['2026-03-31', '2026-03-31'],
  datetime: ['2026-03-31 14:08', '2026-03-31 14:08'],
  time: ['14:08', '14:08'],
  boolean: ['是', 'yes'],
  percent: ['30', '30'],
  rating: ['5', '5'],
};

const yes: FieldMeta = { name: '', type: 'boolean', label: label('是', 'yes') } as FieldMeta;

/** The fields of a template: what the create form asks for first, then the rest, the outside number last. */
function templateFields(meta: ObjectMeta): FieldMeta[] {
  const weight = (field: FieldMeta) =>
    field.required || field.form === 'required' ? 0 : field.form === 'essential' ? 1 : field.name === 'externalId' ? 3 : 2;
  return [...meta.fields.values()]
    .filter((field) => importable(field) && !isOrigin(field) && (field.form !== 'hidden' || field.custom))
    .sort((a, b) => weight(a) - weight(b));
}

function exampleOf(ctx: Context, meta: ObjectMeta, field: FieldMeta): string {
  const { language } = ctx;
  const option = field.options?.find((one) => one.active !== false);
  if (option) return textOf(option.label, language);
  if (field.type === 'user') return ctx.user.name;
  const target = field.object ? ctx.meta.object(field.object) : undefined;
  if (target) return language === 'en' ? `${textOf(target.label, language)} name` : `${textOf(target.label, language)}名称`;
  if (field.type === 'department') return language === 'en' ? 'East/Team 1' : '华东区/一组';
  if (field.type === 'number' || field.type === 'currency') return displayScale(field) === 0 ? '100' : '10000.00';
  const given = examples[field.type];
  if (given) return language === 'en' ? given[1] : given[0];
  if (field.name === meta.title)
    return language === 'en'
      ? `Example ${textOf(meta.label, language).toLowerCase()} (delete this row)`
      : `示例${textOf(meta.label, language)}（导入前删除本行）`;
  return '';
}

function choicesOf(field: FieldMeta, language: Language): string[] {
  if (field.type === 'boolean') return language === 'en' ? ['yes', 'no'] : [textOf(yes.label, language), '否'];
  return (field.options ?? []).filter((option) => option.active !== false).map((option) => textOf(option.label, language));
}

const head = (field: FieldMeta, language: Language) => `${textOf(field.label, language)}${field.required ? '*' : ''}`;

/** A CSV with the headers an import knows and an example row. */
export function templateCsv(ctx: Context, meta: ObjectMeta): Buffer {
  const fields = templateFields(meta);
  const lines = [fields.map((field) => head(field, ctx.language)), fields.map((field) => exampleOf(ctx, meta, field))];
  return Buffer.from(`\uFEFF${lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`);
}

/** The same as a workbook: choices as drop-down lists, and all of them on a second sheet. */
export async function templateXlsx(ctx: Context, meta: ObjectMeta): Promise<Buffer> {
  // loaded when first needed: half a second that no start should pay
  const { default: ExcelJS } = await import('exceljs');
  const { language } = ctx;
  const fields = templateFields(meta);
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet(textOf(meta.label, language), { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = fields.map((field) => ({
    header: head(field, language),
    key: field.name,
    width: Math.max(14, textOf(field.label, language).length * 2 + 4),
    style: { numFmt: '@' },
  }));
  sheet.getRow(1).font = { bold: true };
  sheet.addRow(fields.map((field) => exampleOf(ctx, meta, field)));
  const chosen = fields.map((field) => ({ field, choices: choicesOf(field, language) })).filter(({ choices }) => choices.length > 0);
  if (chosen.length > 0) {
    const lists = book.addWorksheet(language === 'en' ? 'Values' : '可选值');
    lists.columns = chosen.map(({ field }) => ({ header: textOf(field.label, language), key: field.name, width: 18 }));
    lists.getRow(1).font = { bold: true };
    chosen.forEach(({ field, choices }, column) => {
      choices.forEach((choice, row) => {
        lists.getCell(row + 2, column + 1).value = choice;
      });
      const letter = lists.getColumn(column + 1).letter;
      const range = `'${lists.name}'!$${letter}$2:$${letter}$${choices.length + 1}`;
      const at = fields.indexOf(field) + 1;
      for (let row = 2; row <= 501; row++)
        sheet.getCell(row, at).dataValidation = {
          type: 'list',
          allowBlank: true,
          showErrorMessage: field.open !== true,
          formulae: [range],
        };
    });
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}
