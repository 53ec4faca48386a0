import { label } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf } from '@huanke/platform/module';
import { updateRecord } from '@huanke/platform/records';
import { confirmCall as callToken, confirmEmail as emailToken } from '../contract.ts';
import { lockOwned } from '../mail/owned.ts';
import type { Found } from '../matching/find.ts';
import { companiesOf, distinct } from '../matching/resolve.ts';
import { checkVisible } from '../matching/visible.ts';

const input = {
  type: 'object',
  additionalProperties: false,
  required: ['records'],
  properties: {
    records: {
      type: 'array',
      maxItems: 50,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['object', 'id'],
        properties: { object: { type: 'string', maxLength: 80 }, id: { type: 'string', maxLength: 40 } },
      },
    },
  },
} as const;

interface Meant {
  readonly object: string;
  readonly id: string;
}

/** `before`: what it concerns beside them. */
async function relate(
  ctx: Context,
  { object, id }: Meant,
  records: readonly Found[],
  before: readonly Found[] = [],
): Promise<{ related: readonly Found[] }> {
  await checkVisible(ctx, 'records', records);
  const system = ctx.elevated();
  const related = distinct([...before, ...records, ...(await companiesOf(system, records))]);
  await updateRecord(system, metaOf(ctx, object), id, { related, toConfirm: false }, { asSystem: true });
  return { related };
}

const confirming = {
  label: label('确认关联', 'Confirm'),
  icon: 'link',
  elsewhere: true,
  input,
  result: { type: 'object', properties: { related: { type: 'array' } } },
} as const;

/** Whom a letter concerns is said by who has it in their mailbox. It has many readers: what is confirmed is one more of them. */
export const confirmEmail = defineAction(emailToken, {
  ...confirming,
  permission: 'emailMessage.edit',
  writes: { records: 'emailMessage.related' },
  locks: 'itself',
  async run(ctx, { id, input: { records } }) {
    const { related } = await lockOwned(ctx, id);
    return relate(ctx, { object: 'emailMessage', id }, records, (related ?? []) as readonly Found[]);
  },
});

/** Whom a call concerned, by whoever may edit it. It had one other end: what was found by its number, or said before, is replaced. */
export const confirmCall = defineAction(callToken, {
  ...confirming,
  permission: 'callLog.edit',
  writes: { records: 'callLog.related' },
  run: (ctx, { id, input: { records } }) => relate(ctx, { object: 'callLog', id }, records),
});
