import {
  Button,
  type FieldMeta,
  isReference,
  type ObjectMeta,
  openCreate,
  type RecordData,
  toast,
  useAction,
  useCan,
  useLabel,
  useObjects,
} from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { useState } from 'react';
import { letterChanged, useCandidates } from '../data.ts';
import { texts } from '../texts.ts';

const picked = {
  name: 'record',
  type: 'lookup',
  objects: ['contact', 'lead', 'account', 'opportunity'],
  label: texts.who.pick,
} satisfies FieldMeta;

/** The number at the other end. */
const numberOf = (record: RecordData): string => String(record[record['direction'] === 'in' ? 'from' : 'to'] ?? '');

/** Whom a call concerned, said by a person: who bears the number now, any record that is there, or a lead made of it. */
export function WhoCalled({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const objects = useObjects().data;
  const run = useAction('callLog');
  const [picking, setPicking] = useState(false);
  const known = Array.isArray(record['related']) && record['related'].length > 0;
  const { data: candidates = [] } = useCandidates('calls', record.id, true);
  const relate = async (one: { readonly object: string; readonly id: string }) => {
    await run.mutateAsync({ id: record.id, action: 'confirm', input: { records: [{ object: one.object, id: one.id }] } });
    await letterChanged('callLog');
    toast.ok(text(texts.confirmed));
  };
  const choose = (one: { readonly object: string; readonly id: string }) => void relate(one).catch((error: unknown) => toast.error(error));
  const makeLead = () => openCreate('lead', { phone: numberOf(record) }, (lead) => choose({ object: 'lead', id: lead.id }));
  const mayMake = !known && can('lead.create') && objects?.some(({ name }) => name === 'lead');
  // a call that is related already asks nothing; its button stands there for who knows better
  const asks = record['toConfirm'] === true || candidates.length > 0 || !known;
  const question = record['toConfirm'] === true ? texts.toConfirm : candidates.length > 0 ? texts.who.now : texts.who.unknown;
  return (
    <div className={asks ? 'mail-confirm' : 'mail-acts'}>
      {asks && <p>{text(question)}</p>}
      {candidates.map((one) => (
        <Button
          key={one.record.id}
          size="sm"
          icon="link"
          busy={run.isPending}
          onClick={() => choose({ object: one.object, id: one.record.id })}
        >
          {`${text(objects?.find(({ name }) => name === one.object)?.label)} ${one.record.title}`}
        </Button>
      ))}
      <Button size="sm" icon="search" onClick={() => setPicking(true)}>
        {text(known ? texts.who.other : texts.who.pick)}
      </Button>
      {mayMake && (
        <Button size="sm" icon="plus" onClick={makeLead}>
          {text(texts.who.lead)}
        </Button>
      )}
      {picking && (
        <FieldsDialog
          meta={object}
          title={text(texts.who.pick)}
          text={known ? text(texts.who.replaces) : undefined}
          fields={[{ field: picked, required: true, start: null }]}
          confirm={text(texts.confirm)}
          onClose={() => setPicking(false)}
          onSubmit={async ({ record: one }) => {
            if (!isReference(one) || !one.object) return;
            await relate({ object: one.object, id: one.id });
            setPicking(false);
          }}
        />
      )}
    </div>
  );
}
