import { label } from '@huanke/platform/kernel';
import { type Context, defineAction, metaOf, type Values } from '@huanke/platform/module';
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
  readonly values: Values;
}

async function relate(ctx: Context, { object, id, values }: Meant, records: readonly Found[]): Promise<{ related: readonly Found[] }> {
  await checkVisible(ctx, 'records', records);
  const system = ctx.elevated();
  const before = (values.related ?? []) as readonly Found[];
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

/** Whom a letter concerns is said by who has it in their mailbox. */
export const confirmEmail = defineAction(emailToken, {
  ...confirming,
  permission: 'emailMessage.edit',
  writes: { records: 'emailMessage.related' },
  locks: 'itself',
  run: async (ctx, { id, input: { records } }) => relate(ctx, { object: 'emailMessage', id, values: await lockOwned(ctx, id) }, records),
});

/** Whom a call concerned, by whoever may edit it. */
export const confirmCall = defineAction(callToken, {
  ...confirming,
  permission: 'callLog.edit',
  writes: { records: 'callLog.related' },
  run: (ctx, { id, record: values, input: { records } }) => relate(ctx, { object: 'callLog', id, values }, records),
});
