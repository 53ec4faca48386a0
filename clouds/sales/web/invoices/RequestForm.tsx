import {
  Button,
  type FieldMeta,
  invalidateRecord,
  type ObjectMeta,
  paths,
  type RecordData,
  Tag,
  useAction,
  useFormat,
  useLabel,
  useRecordQuery,
} from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { useNavigate } from '@tanstack/react-router';
import { textIn } from '../money.ts';
import type { Invoiced } from './Invoicing.tsx';
import { referenceIn } from './parts.ts';
import { texts } from './texts.ts';
import './invoices.css';

const fields = {
  amount: { name: 'amount', type: 'currency', label: texts.amount, help: texts.amountHelp },
  kind: {
    name: 'kind',
    type: 'picklist',
    label: texts.kind,
    options: [
      { key: 'special', label: texts.special },
      { key: 'ordinary', label: texts.ordinary },
    ],
  },
} as const satisfies Record<string, FieldMeta>;

/** 申请开票: how much, which kind and for which title; then the draft is opened. */
export function RequestForm({
  object,
  record,
  data,
  onClose,
}: {
  readonly object: ObjectMeta;
  readonly record: RecordData;
  readonly data: Invoiced;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const format = useFormat();
  const navigate = useNavigate();
  const run = useAction(object.name);
  const { data: found } = useRecordQuery('billingProfile', {
    fields: ['invoiceTitle', 'taxNo', 'kind', 'current'],
    filter: { field: 'account', op: 'eq', value: referenceIn(record, 'account')?.id ?? null },
    sort: [{ field: 'revision', direction: 'desc' }],
    limit: 5,
  });
  if (!found) return null;
  const profiles = found.pages.flatMap((page) => page.records);
  const current = profiles.find((profile) => profile['current'] === true);
  const currency = data.currency ?? undefined;
  return (
    <FieldsDialog
      meta={object}
      title={`${text(texts.ask)}：${String(record[object.title] ?? '')}`}
      fields={[
        { field: fields.amount, required: true, start: data.left },
        { field: fields.kind, required: true, start: kindFor(current) },
      ]}
      confirm={text(texts.makeDraft)}
      aside={(values, fill) => (
        <>
          <p className="inv-left">
            {text(texts.leftOf).replace('{sum}', format.money(data.left, currency))}
            <Button onClick={() => fill('amount', data.left)}>{text(texts.takeAll)}</Button>
          </p>
          <Titles
            profiles={profiles}
            chosen={String(values['profile'] ?? current?.id ?? '')}
            onChoose={(profile) => {
              fill('profile', profile.id);
              fill('kind', kindFor(profile));
            }}
          />
        </>
      )}
      onClose={onClose}
      onSubmit={async ({ amount, kind, profile = current?.id }) => {
        const input = { amount, kind, ...(profile ? { profile } : {}) };
        const { request } = (await run.mutateAsync({ id: record.id, action: 'invoice', input })) as { request: string };
        await invalidateRecord('invoiceRequest');
        onClose();
        await navigate({ to: paths.record('invoiceRequest', request) });
      }}
    />
  );
}

/** Companies with a tax number usually want a special one; persons get none. */
const kindFor = (profile: RecordData | undefined) => (profile?.['kind'] === 'company' && profile['taxNo'] ? 'special' : 'ordinary');

/** The titles of the account, the current one first, each with its tax number. */
function Titles({
  profiles,
  chosen,
  onChoose,
}: {
  readonly profiles: readonly RecordData[];
  readonly chosen: string;
  readonly onChoose: (profile: RecordData) => void;
}) {
  const text = useLabel();
  if (profiles.length === 0) return <p className="note">{text(texts.noTitle)}</p>;
  return (
    <fieldset className="inv-titles">
      <legend>{text(texts.titles)}</legend>
      {profiles.map((profile) => (
        <label key={profile.id}>
          <input type="radio" name="profile" checked={profile.id === chosen} onChange={() => onChoose(profile)} />
          <span>
            {textIn(profile, 'invoiceTitle')} {profile['current'] !== true && <Tag small>{text(texts.older)}</Tag>}
          </span>
          <span className="no">{textIn(profile, 'taxNo') ?? text(texts.person)}</span>
        </label>
      ))}
    </fieldset>
  );
}
