import { readLocal, useLocal, writeLocal } from './local.ts';
import { queryClient } from './query-client.ts';
import { sessionQuery, useMaybeSession } from './session.ts';

export interface RecentRecord {
  readonly object: string;
  readonly id: string;
  readonly title: string;
}

const NONE: readonly RecentRecord[] = [];
const keyFor = (tenant: string | number | undefined, user: string | undefined) => `recent.${tenant ?? ''}.${user ?? ''}`;

/** The newest first, without doubles, at most `max`. */
export function withRecent(list: readonly RecentRecord[], record: RecentRecord, max = 12): readonly RecentRecord[] {
  return [record, ...list.filter((other) => other.id !== record.id || other.object !== record.object)].slice(0, max);
}

/** Record pages call this when opened, so that the side bar and the palette can offer the record again. */
export function rememberRecent(record: RecentRecord): void {
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  const key = keyFor(session?.tenant.id, session?.user.id);
  const list = readLocal(key, NONE);
  if (list[0]?.id === record.id && list[0].title === record.title) return;
  writeLocal(key, withRecent(list, record));
}

export function forgetRecent(object: string, id: string): void {
  const session = queryClient.getQueryData(sessionQuery.queryKey);
  const key = keyFor(session?.tenant.id, session?.user.id);
  writeLocal(
    key,
    readLocal(key, NONE).filter((record) => record.id !== id || record.object !== object),
  );
}

/** The records this person opened last on this device. */
export function useRecent(): readonly RecentRecord[] {
  const session = useMaybeSession();
  return useLocal(keyFor(session?.tenant.id, session?.user.id), NONE)[0];
}
