import { sql } from '@huanke/platform/database';
import { hasRemotePictures, showPictures } from '@huanke/platform/mailboxes';
import { type Context, metaOf } from '@huanke/platform/module';
import { getRecord, loadTitles, queryRecords } from '@huanke/platform/records';
import { mailKey } from '@huanke/platform/text';
import { type AddressKind, type Found, keyOf } from '../matching/find.ts';
import { distinct, resolve } from '../matching/resolve.ts';
import { visibleAmong } from '../matching/visible.ts';

const shown = [
  ...['subject', 'direction', 'from', 'to', 'cc', 'sentAt', 'content', 'attachments', 'related', 'owner', 'owners'],
  ...['isPrivate', 'toConfirm'],
];
const mostLetters = 200;

/** All letters of a letter's thread that the caller may see, the oldest first; of each whether it has a form beside its text. */
export async function threadOf(ctx: Context, id: string): Promise<{ items: unknown[] }> {
  const meta = metaOf(ctx, 'emailMessage');
  const { thread } = await getRecord(ctx, meta, id, ['thread']);
  const { records } = await queryRecords(ctx, meta, {
    fields: ['id', 'version', ...shown],
    filter: { field: 'thread', op: 'eq', value: thread },
    sort: [{ field: 'sentAt', direction: 'asc' }],
    limit: mostLetters,
  });
  const bodies = await ctx.query<{ id: string; remote: boolean }>(sql`
    select record_id as id, html like '% data-remote="%' as remote from email_body
    where tenant_id = ${ctx.tenant.id} and record_id = any(${records.map((record) => String(record['id']))}::uuid[])`);
  const forms = new Map(bodies.map((body) => [body.id, body.remote]));
  return {
    items: records.map((record) => {
      const remote = forms.get(String(record['id']));
      const owners = (record['owners'] ?? []) as readonly Found[];
      return {
        ...record,
        hasHtml: remote !== undefined,
        hasRemotePictures: remote ?? false,
        mine: owners.some((one) => one.id === ctx.user.id),
      };
    }),
  };
}

/** The letter as a page of its own: nothing in it runs, and pictures of others load only when asked. */
export async function bodyPage(ctx: Context, id: string, remote: boolean): Promise<{ html: string; policy: string }> {
  const record = await getRecord(ctx, metaOf(ctx, 'emailMessage'), id, ['id']);
  const [row] = await ctx.query<{ html: string }>(sql`
    select html from email_body where tenant_id = ${ctx.tenant.id} and record_id = ${String(record['id'])}::uuid`);
  const body = showPictures(row?.html ?? '', { remote });
  const pictures = remote && hasRemotePictures(row?.html ?? '') ? "'self' https: http:" : "'self'";
  return {
    html: `<!doctype html><html lang="${ctx.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><title>-</title><style>body{margin:12px;font:14px/1.6 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif;color:#1f1f1f;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #d9d9d9}</style></head><body>${body}</body></html>`,
    policy: `default-src 'none'; style-src 'unsafe-inline'; img-src ${pictures}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox`,
  };
}

/** The addresses of a line of recipients as it is kept: `李娜 <li@a.cn>, b@c.cn`. */
export const addressesIn = (line: unknown): string[] =>
  String(line ?? '')
    .split(/,\s*/)
    .flatMap((one) => mailKey(/<([^<>]+)>\s*$/.exec(one)?.[1] ?? one)?.address ?? []);

export interface Candidate {
  readonly object: string;
  readonly record: { readonly id: string; readonly title: string };
  readonly related: boolean;
}

/**
 * Whom the addresses of a letter or the numbers of a call mean now, of those the caller sees: several bearers of one, the likeliest first, and
 * who has come to be known since and is not related yet.
 */
export async function candidatesOf(ctx: Context, object: 'emailMessage' | 'callLog', id: string): Promise<{ items: Candidate[] }> {
  const kind: AddressKind = object === 'emailMessage' ? 'email' : 'phone';
  const record = await getRecord(ctx, metaOf(ctx, object), id);
  const texts = kind === 'email' ? ['from', 'to', 'cc'].flatMap((field) => addressesIn(record[field])) : [record['from'], record['to']];
  const keys = [...new Set(texts.flatMap((text) => keyOf(kind, String(text ?? '')) ?? []))];
  const related = new Set(((record['related'] ?? []) as readonly Found[]).map((one) => one.id));
  const found = await resolve(ctx.elevated(), kind, keys);
  const candidates = distinct([...found.candidates, ...found.records.filter((one) => !related.has(one.id))]);
  const seen = await visibleAmong(ctx, candidates);
  const visible = candidates.filter((one) => seen.has(one.id));
  const titles = await loadTitles(ctx, visible);
  return {
    items: visible.map((one) => ({
      object: one.object,
      record: { id: one.id, title: titles.get(one.id) ?? '' },
      related: related.has(one.id),
    })),
  };
}
