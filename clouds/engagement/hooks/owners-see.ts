import { defineHook } from '@huanke/platform/module';
import { followTeam } from '@huanke/platform/sharing';
import type { Found } from '../matching/find.ts';

/** Everybody who has a letter in their mailbox reads it, as long as they own it. */
export const ownersSee = defineHook({
  name: 'engagement.ownersSee',
  object: 'emailMessage',
  stage: 'afterSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const named = changes.filter(({ values }) => values.owners !== undefined);
    await followTeam(ctx, {
      object: 'emailMessage',
      part: 'owners',
      records: named.map(({ id }) => id),
      members: named.flatMap(({ id, values }) => ((values.owners ?? []) as readonly Found[]).map((one) => ({ record: id, user: one.id }))),
    });
    return undefined;
  },
});
