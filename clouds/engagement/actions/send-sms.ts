import { label } from '@huanke/platform/kernel';
import { type ActionDefinition, defineAction } from '@huanke/platform/module';
import { textContact, textLead } from '../contract.ts';
import { type Message, queueMessage } from '../messages/queue.ts';

/** Offered by the dialog that shows the message first. */
const sending: Pick<ActionDefinition<Message>, 'label' | 'icon' | 'elsewhere' | 'permission' | 'input' | 'writes' | 'result'> = {
  label: label('发短信', 'Send a text message'),
  icon: 'message',
  elsewhere: true,
  permission: 'sentMessage.create',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['template'],
    properties: {
      template: { type: 'string', maxLength: 40, title: '短信模板' },
      values: { type: 'object', maxProperties: 30, additionalProperties: { type: 'string', maxLength: 400 }, title: '变量取值' },
    },
  },
  writes: { template: 'sentMessage.template', values: 'sentMessage.content' },
  result: { type: 'object', properties: { message: { type: 'string' } } },
};

/** Texts a contact at their mobile number. */
export const sendSmsToContact = defineAction(textContact, {
  ...sending,
  run: (ctx, { id, record, input }) => queueMessage(ctx, { person: { object: 'contact', id }, record, message: input }),
});

/** The same for a lead. */
export const sendSmsToLead = defineAction(textLead, {
  ...sending,
  run: (ctx, { id, record, input }) => queueMessage(ctx, { person: { object: 'lead', id }, record, message: input }),
});
