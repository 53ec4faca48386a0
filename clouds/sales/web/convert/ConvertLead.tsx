import type { ActionFormProps, FieldMeta, Label, Reference } from '@huanke/platform/ui';
import { api, fieldOf, isReference, paths, toast, useAction, useLabel, useObject } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

const label = (zh: string, en: string): Label => ({ zh, en });
const texts = {
  text: label('线索会变成客户和联系人，历史跟进都在。', 'The lead becomes an account and a contact; its history stays.'),
  withAccount: label('已有相同或相近的客户，转到它名下；清空则新建。', 'There is such an account; clear it to create a new one.'),
  worth: label('金额和产品至少填一项', 'Give the amount, the product or both'),
  done: label('线索已转换', 'Lead converted'),
} as const;

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

interface Candidate {
  readonly id?: string;
  readonly object: string;
  readonly title?: string;
}

/** The account that is most like the lead's company by name or credit code, if this person may see one. */
function useTwin(company: string, uscc: unknown) {
  return useQuery({
    queryKey: ['records', 'account', 'twin', company, uscc],
    queryFn: async ({ signal }): Promise<Reference | null> => {
      const body = { object: 'account', values: { name: company, ...(uscc ? { uscc } : {}) } };
      const { candidates } = await api.post<{ candidates: readonly Candidate[] }>('/duplicates/check', body, { signal });
      const found = candidates.find((one) => one.object === 'account' && one.id !== undefined);
      return found?.id ? { id: found.id, title: found.title ?? company } : null;
    },
    enabled: company !== '',
  });
}

/** 转换: to an account that exists or a new one, with an opportunity or without; then on to what came of it. */
export function ConvertLead({ object, record, action, onClose }: ActionFormProps) {
  const text = useLabel();
  const navigate = useNavigate();
  const run = useAction(object.name);
  const company = String(record['company'] ?? '').trim();
  const { data: twin, isLoading } = useTwin(company, record['uscc']);
  const deal = useObject('opportunity').data;
  const writable = (name: string) => fieldOf(deal, name)?.readOnly !== true;
  const ofDeal = ['amount', 'closeOn', 'product'].filter(writable).flatMap((name) => fieldOf(deal, name) ?? []);
  if (isLoading) return null;
  const asked = [
    ...(writable('account') ? [{ field: fields.account, required: false, start: twin ?? null }] : []),
    { field: fields.contact, required: false, start: null },
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
      text={text(twin && writable('account') ? texts.withAccount : texts.text)}
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
