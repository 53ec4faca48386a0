import { createSight } from '../events/index.ts';
import type {} from '../identity/service.ts';
import { type Context, makeContext } from '../module/index.ts';
import type { Notice } from './notify.ts';

/** Somebody who works here, with their own rights (from memory as long as nobody's rights changed); undefined for who has left. */
export async function contextOf(ctx: Context, user: string): Promise<Context | undefined> {
  const { app, tenant, meta, channel } = ctx;
  const member = await app.identity.member(tenant, user);
  if (!member?.person.active) return undefined;
  const language = member.language ?? tenant.language;
  return makeContext({ app, tenant, user: member.user, access: member.access, meta, channel, language });
}

/**
 * Those notices whose record its reader may see now. The database is asked once per object and different reach, not per person or
 * record. `trim` sees each remaining notice with its reader's rights and may change it or drop it.
 */
export async function onlyVisible(
  ctx: Context,
  notices: readonly Notice[],
  trim: (reader: Context, notice: Notice) => Notice | undefined = (_reader, notice) => notice,
): Promise<Notice[]> {
  const about = new Map(
    notices.flatMap(({ object, record }) => (object && record ? [[`${object}/${record}`, { object, record }] as const] : [])),
  );
  const sight = createSight([...about.values()]);
  const kept: Notice[] = [];
  for (const [user, group] of Map.groupBy(notices, (notice) => notice.user)) {
    const reader = await contextOf(ctx, user);
    if (!reader) continue;
    const seen = new Set((await sight.of(reader)).map(({ object, record }) => `${object}/${record}`));
    for (const notice of group) {
      if (notice.record && !seen.has(`${notice.object}/${notice.record}`)) continue;
      const trimmed = trim(reader, notice);
      if (trimmed) kept.push(trimmed);
    }
  }
  return kept;
}

/** Those of the people who may see a record now. */
export async function whoSees(
  ctx: Context,
  people: readonly string[],
  about: { readonly object: string; readonly record: string },
): Promise<ReadonlySet<string>> {
  const notices = people.map((user) => ({ user, kind: '', ...about }));
  return new Set((await onlyVisible(ctx, notices)).map((notice) => notice.user));
}
