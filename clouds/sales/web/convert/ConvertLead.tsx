import type { ActionFormProps, FieldMeta, Label } from '@huanke/platform/ui';
import { fieldOf, isReference, paths, toast, useAction, useLabel, useObject } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { useNavigate } from '@tanstack/react-router';
import { MatchCards, useMatches } from './MatchCards.tsx';
import { texts } from './texts.ts';

const label = (zh: string, en: string): Label => ({ zh, en });
const fields = {
  account: {
    name: 'account',
    type: 'lookup',
    object: 'account',
    label: label('客户', 'Account'),
    help: label('留空则按线索的公司新建客户', 'Left empty, an account is made from the company'),
  },
  contact: {
    name: 'contact',
    type: 'lookup',
    object: 'contact',
    label: label('联系人', 'Contact'),
    help: label('留空则按线索的姓名新建联系人', 'Left empty, a contact is made from the name'),
  },
  opportunity: { name: 'opportunity', type: 'boolean', label: label('同时新建商机', 'Create an opportunity, too') },
  opportunityName: {
    name: 'opportunityName',
    type: 'text',
    max: 200,
    label: label('商机名称', 'Opportunity'),
  },
} as const satisfies Record<string, FieldMeta>;

const withDeal = (values: Readonly<Record<string, unknown>>) => values['opportunity'] === true;

interface Converted {
  readonly account: string;
  readonly contact: string | null;
  readonly opportunity: string | null;
}

/** 转换: to an account that exists or a new one, with an opportunity or without; then on to what came of it. */
export function ConvertLead({ object, record, action, onClose }: ActionFormProps) {
  const text = useLabel();
  const navigate = useNavigate();
  const run = useAction(object.name);
  const company = String(record['company'] ?? '').trim();
  const { name, phone, email, wechat, uscc } = record;
  const asAccount = { object: 'account', values: company === '' ? {} : { name: company, uscc } };
  const asContact = { object: 'contact', values: { name, phone, email, wechat } };
  const accounts = useMatches(asAccount);
  const contacts = useMatches(asContact);
  const account = useObject('account').data;
  const contact = useObject('contact').data;
  const deal = useObject('opportunity').data;
  const writable = (name: string) => fieldOf(deal, name)?.readOnly !== true;
  const ofDeal = ['amount', 'closeOn', 'product'].filter(writable).flatMap((name) => fieldOf(deal, name) ?? []);
  if (accounts.isLoading || contacts.isLoading || !account || !contact) return null;
  const known = accounts.data?.find((one) => one.id !== undefined);
  // the same number or address is the same person; the same name alone may be anybody
  const person = contacts.data?.find((one) => one.id !== undefined && one.score >= 90);
  const parts = [
    { found: accounts.data ?? [], meta: account, values: asAccount.values, fresh: texts.freshAccount },
    { found: contacts.data ?? [], meta: contact, values: asContact.values, fresh: texts.freshContact },
  ];
  const hasMatches = parts.some(({ found }) => found.length > 0) && writable('account');
  const matches = (values: Readonly<Record<string, unknown>>, fill: (name: string, value: unknown) => void) =>
    parts
      .filter(({ found }) => found.length > 0)
      .map(({ found, meta, values: askedBy, fresh }) => {
        const chosen = values[meta.name];
        return (
          <MatchCards
            key={meta.name}
            meta={meta}
            values={askedBy}
            matches={found}
            chosen={isReference(chosen) ? chosen.id : null}
            fresh={fresh}
            onChoose={(one) => fill(meta.name, one)}
          />
        );
      });
  const asked = [
    ...(writable('account')
      ? [{ field: fields.account, required: false, start: known ? { id: known.id, title: known.title ?? company } : null }]
      : []),
    { field: fields.contact, required: false, start: person ? { id: person.id, title: person.title ?? '' } : null },
    { field: fields.opportunity, required: false, start: true },
    ...(writable('name')
      ? [{ field: fields.opportunityName, required: withDeal, start: company || String(record[object.title] ?? '') }]
      : []),
    ...ofDeal.map((field) => ({
      field: { ...field, required: false, ...(field.name === 'amount' ? { help: texts.worth } : {}) },
      required: field.name === 'closeOn' ? withDeal : false,
      start: null,
    })),
  ];
  return (
    <FieldsDialog
      meta={object}
      title={`${text(action.label)}：${String(record[object.title] ?? '') || company}`}
      text={text(hasMatches ? texts.pick : texts.text)}
      aside={hasMatches ? matches : undefined}
      fields={asked}
      confirm={text(action.label)}
      onClose={onClose}
      onSubmit={async (values) => {
        const wantsDeal = withDeal(values);
        const input = {
          ...(isReference(values['account']) ? { account: values['account'].id } : {}),
          ...(isReference(values['contact']) ? { contact: values['contact'].id } : {}),
          opportunity: wantsDeal,
          ...(wantsDeal && values['opportunityName'] ? { opportunityName: values['opportunityName'] } : {}),
          ...(wantsDeal && values['amount'] ? { amount: String(values['amount']) } : {}),
          ...(wantsDeal && values['closeOn'] ? { closeOn: String(values['closeOn']) } : {}),
          ...(wantsDeal && isReference(values['product']) ? { product: values['product'].id } : {}),
        };
        const made = (await run.mutateAsync({ id: record.id, action: action.name, input })) as Converted;
        onClose();
        toast.ok(text(texts.done));
        await navigate({ to: made.opportunity ? paths.record('opportunity', made.opportunity) : paths.record('account', made.account) });
      }}
    />
  );
}
