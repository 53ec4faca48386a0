import { label } from '@huanke/platform/kernel';
import { defineAction, metaOf } from '@huanke/platform/module';
import { updateRecord } from '@huanke/platform/records';
import { setPrivateEmail as privateToken, removeEmail as removeToken } from '../contract.ts';
import { lockOwned } from '../mail/owned.ts';
import { removeLetter } from '../mail/remove.ts';

/** Only who has the letter in their mailbox. */
const own = { permission: 'emailMessage.edit', elsewhere: true, locks: 'itself' } as const;

export const setPrivateEmail = defineAction(privateToken, {
  label: label('仅自己可见', 'Private'),
  icon: 'lock',
  ...own,
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['private'],
    properties: { private: { type: 'boolean', title: '仅自己可见' } },
  },
  writes: { private: 'emailMessage.isPrivate' },
  result: { type: 'object', properties: { private: { type: 'boolean' } } },
  async run(ctx, { id, input }) {
    await lockOwned(ctx, id);
    await updateRecord(ctx.elevated(), metaOf(ctx, 'emailMessage'), id, { isPrivate: input.private }, { asSystem: true });
    return { private: input.private };
  },
});

export const removeEmail = defineAction(removeToken, {
  label: label('从 CRM 移除', 'Remove from the CRM'),
  icon: 'trash',
  ...own,
  input: { type: 'object', additionalProperties: false, properties: {} },
  result: { type: 'object', properties: { gone: { type: 'boolean' } } },
  run: (ctx, { id }) => removeLetter(ctx, id),
});
