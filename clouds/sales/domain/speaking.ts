import { followUpAt, tookPlace } from '@huanke/base/follow-up';
import { type Sql, sql } from '@huanke/platform/database';

/** Kinds of activities by which somebody has spoken to a person; a note or a task is none. */
export const speaking: readonly string[] = ['call', 'visit', 'meeting', 'email', 'message', 'demo'];

/** Whether an activity `a` answers a lead `l`: by it somebody has spoken to the person since the lead has its owner. */
export const answersLead = (
  now: Date,
): Sql => sql`(a.type = any(${speaking}::text[]) and a.created_at >= coalesce(l.owner_since, l.created_at)
  and ${tookPlace('a')} and (a.done or ${followUpAt('a')} <= ${now}))`;

/** When it does: as it was written down, or at its time where that came later. */
export const answeredAt = (now: Date): Sql => sql`greatest(a.created_at, least(${followUpAt('a')}, ${now}))`;
