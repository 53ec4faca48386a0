import {
  Button,
  fieldOf,
  type ObjectMeta,
  queryClient,
  type RecordData,
  recordKeys,
  useAction,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { PanelFrame } from '@huanke/platform/ui/panels';
import { lazy, Suspense, useState } from 'react';
import { texts } from '../texts.ts';
import '../web.css';

const FieldsDialog = lazy(() => import('@huanke/platform/ui/record').then((file) => ({ default: file.FieldsDialog })));

const shown = ['invoiceTitle', 'taxNo', 'bank', 'bankAccount', 'address', 'phone'] as const;
const asked = ['kind', ...shown] as const;

/** 开票信息: the current version, and those before it. */
export function Billing({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const [editing, setEditing] = useState(false);
  const query = useRecordQuery('billingProfile', {
    fields: ['revision', 'current', 'createdAt', ...asked],
    filter: { field: 'account', op: 'eq', value: record.id },
    sort: [{ field: 'revision', direction: 'desc' }],
    limit: 20,
  });
  const meta = useObject('billingProfile').data;
  const mayEdit = object.can?.includes('edit') ?? false;
  if (!meta) return null;
  const revision = (number: unknown) => text(texts.version).replace('{n}', String(number));
  return (
    <PanelFrame
      label={text(texts.billing)}
      query={query}
      tools={({ pages }) =>
        mayEdit && (
          <Button kind="link" icon={pages[0]?.records[0] ? 'pencil' : 'plus'} onClick={() => setEditing(true)}>
            {text(pages[0]?.records[0] ? texts.billingEdit : texts.billingAdd)}
          </Button>
        )
      }
    >
      {({ pages }) => {
        const [current, ...older] = pages[0]?.records ?? [];
        if (!current && !mayEdit) return null;
        return (
          <>
            {current && <p className="note">{revision(current['revision'])}</p>}
            {current ? <Version meta={meta} version={current} /> : <p className="note">{text(texts.billingNone)}</p>}
            {older.length > 0 && (
              <details className="acc-older">
                <summary>{text(texts.older).replace('{n}', String(older.length))}</summary>
                {older.map((version) => (
                  <Older key={version.id} meta={meta} version={version} />
                ))}
              </details>
            )}
            {editing && (
              <Suspense fallback={null}>
                <BillingForm object={object} account={record.id} meta={meta} current={current} onClose={() => setEditing(false)} />
              </Suspense>
            )}
          </>
        );
      }}
    </PanelFrame>
  );
}

function Version({ meta, version }: { readonly meta: ObjectMeta; readonly version: RecordData }) {
  const text = useLabel();
  const filled = shown.filter((name) => version[name] && fieldOf(meta, name));
  return (
    <dl className="acc-bill">
      {filled.map((name) => (
        <div key={name}>
          <dt>{text(fieldOf(meta, name)?.label ?? { zh: name, en: name })}</dt>
          <dd>{String(version[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Older({ meta, version }: { readonly meta: ObjectMeta; readonly version: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  return (
    <div>
      <p className="note">
        {text(texts.version).replace('{n}', String(version['revision']))} · {format.date(String(version['createdAt']))}
      </p>
      <Version meta={meta} version={version} />
    </div>
  );
}

function BillingForm({
  object,
  account,
  meta,
  current,
  onClose,
}: {
  readonly object: ObjectMeta;
  readonly account: string;
  readonly meta: ObjectMeta;
  readonly current: RecordData | undefined;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const run = useAction(object.name);
  const fields = asked.flatMap((name) => fieldOf(meta, name) ?? []);
  return (
    <FieldsDialog
      meta={meta}
      title={text(texts.billing)}
      text={text(texts.billingText)}
      fields={fields.map((field) => ({
        field: { ...field, readOnly: false },
        required: field.required ?? false,
        start: current?.[field.name] ?? (field.name === 'kind' ? 'company' : null),
      }))}
      confirm={text(texts.save)}
      drawer
      onClose={onClose}
      onSubmit={async (values) => {
        await run.mutateAsync({
          id: account,
          action: 'saveBilling',
          input: { ...values, kind: values['kind'] ?? 'company', invoiceTitle: values['invoiceTitle'] ?? '' },
        });
        await queryClient.invalidateQueries({ queryKey: recordKeys.object('billingProfile') });
        onClose();
      }}
    />
  );
}
