import { defineSubscriber } from '@huanke/platform/module';
import { keepLinks } from '../contacts/links.ts';

const atOnce = 500;

/** New contacts get their primary position here and not in the save: a create stays one statement, and imports stay quick. */
export const contactMade = defineSubscriber({
  name: 'base.contactMade',
  events: ['contact.created', 'contact.restored'],
  async run(ctx, events) {
    const ids = [...new Set(events.map(({ record }) => record))];
    for (let from = 0; from < ids.length; from += atOnce) await ctx.transaction((tx) => keepLinks(tx, ids.slice(from, from + atOnce)));
  },
});
