import { type Label, label, textOf } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { htmlText } from '../text/rich-text.ts';
import { exportCell } from '../transfer/export/cells.ts';
import type { PersonData } from './package.ts';

const words: Readonly<Record<'title' | 'note' | 'records' | 'related' | 'consents' | 'history' | 'comments' | 'files', Label>> = {
  title: label('个人信息副本', 'Copy of personal data'),
  note: label(
    '由 {company} 于 {at} 导出。data.json 为同样内容的机器可读格式。',
    'Exported by {company} on {at}. data.json holds the same for programs.',
  ),
  records: label('您的资料', 'About you'),
  related: label('提到您的记录', 'Records that name you'),
  consents: label('同意记录', 'Consents'),
  history: label('变更记录', 'History'),
  comments: label('评论', 'Comments'),
  files: label('文件', 'Files'),
};

const html = (text: string) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** The readable half of a person's package: one page that needs nothing else. */
export function personPage(ctx: Context, data: PersonData): string {
  const say = (key: keyof typeof words) => html(textOf(words[key], ctx.language));
  const note = say('note')
    .replace('{company}', html(data.company))
    .replace('{at}', html(data.at.slice(0, 10)));
  const section = (key: keyof typeof words, parts: readonly string[]) =>
    parts.length === 0 ? '' : `<h2>${say(key)}</h2>${parts.join('')}`;
  const table = (rows: readonly (readonly [string, string])[]) =>
    `<table>${rows.map(([name, value]) => `<tr><th scope="row">${html(name)}</th><td>${html(value)}</td></tr>`).join('')}</table>`;
  const record = (one: PersonData['related'][number]) => `<h3>${html(one.label)}</h3>${table(cellsOf(ctx, one))}`;
  const plain = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return `<!doctype html><html lang="${ctx.language}"><meta charset="utf-8"><title>${say('title')}</title>
<style>body{font:15px/1.6 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;width:100%}th,td{border:1px solid #ccc;padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{width:12em;background:#f5f5f5}</style>
<h1>${say('title')}</h1><p>${note}</p>
${section('records', data.records.map(record))}
${section(
  'consents',
  data.records.flatMap((one) =>
    one.consents.map((consent) => table(Object.entries(consent as object).map(([name, value]) => [name, plain(value)]))),
  ),
)}
${section('related', data.related.map(record))}
${section('history', data.history.length === 0 ? [] : [table(data.history.map((one) => [one.at, `${one.operation} ${plain(one.changes)}`]))])}
${section('comments', data.comments.length === 0 ? [] : [table(data.comments.map((one) => [one.at, htmlText(one.body)]))])}
${section('files', data.files.length === 0 ? [] : [`<ul>${data.files.map((file) => `<li>${html(file.path)}</li>`).join('')}</ul>`])}
</html>`;
}

function cellsOf(ctx: Context, { object, record }: PersonData['related'][number]): [string, string][] {
  const meta = ctx.meta.object(object);
  if (!meta) return [];
  return [...meta.fields.values()].flatMap((field): [string, string][] => {
    const cell = exportCell(field, { language: ctx.language, timeZone: ctx.tenant.timeZone })(record[field.name]);
    return field.name === 'version' || cell === null || cell === '' ? [] : [[textOf(field.label, ctx.language), String(cell)]];
  });
}
