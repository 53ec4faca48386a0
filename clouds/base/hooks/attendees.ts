import { defineHook } from '@huanke/platform/module';
import { followTeam } from '@huanke/platform/sharing';

interface Link {
  readonly object: string;
  readonly id: string;
}

/** Colleagues who take part see the event, as long as they do. */
export const attendeesSee = defineHook({
  name: 'base.attendeesSee',
  object: 'activity',
  stage: 'afterSave',
  on: ['create', 'update'],
  async run(ctx, changes) {
    const named = changes.filter(({ values }) => values.attendees !== undefined);
    const touched = named.filter((change) => change.operation === 'update' || ((change.values.attendees ?? []) as Link[]).length > 0);
    await followTeam(ctx, {
      object: 'activity',
      part: 'attendees',
      records: touched.map(({ id }) => id),
      members: touched.flatMap(({ id, values }) =>
        ((values.attendees ?? []) as Link[]).filter(({ object }) => object === 'user').map((link) => ({ record: id, user: link.id })),
      ),
    });
    return undefined;
  },
});
