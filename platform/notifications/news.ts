import type { Context } from '../module/index.ts';
import type { NoticeRow, NotificationView } from './notify.ts';
import { onlyVisible } from './sight.ts';

/** What was not read in the bell meanwhile, and what the person may see at this moment. */
export async function stillNews<R extends NoticeRow & { readonly bell: boolean }>(
  ctx: Context,
  user: string,
  rows: readonly R[],
): Promise<R[]> {
  const unread = rows.filter((row) => row.read_at === null || !row.bell);
  const asNotices = unread.map((row) => ({
    user,
    kind: row.kind,
    id: row.id,
    ...(row.object ? { object: row.object } : {}),
    ...(row.record_id ? { record: row.record_id } : {}),
  }));
  const visible = new Set((await onlyVisible(ctx, asNotices)).map((notice) => notice.id));
  return unread.filter((row) => visible.has(row.id));
}

/** One line for what is sent outside: the notice itself, or how many there are. */
export function headingOf(reader: Context, views: readonly NotificationView[], count: number): string {
  if (count === 1) return views[0]?.text ?? '';
  return reader.language === 'en' ? `${count} new notices` : `您有 ${count} 条新通知`;
}
