import { useEffect, useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { type RecordData, recordKeys } from '../data/records.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { IconButton } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FieldValue } from './FieldValue.tsx';

/** A value that was looked at does not stay on the screen for who comes by later. */
const SHOWN_MS = 30_000;

/** An encrypted or masked value: covered, with a button to look for who may; that they looked is written down. */
export function CoveredValue({
  object,
  field,
  value,
  record,
}: {
  readonly object: string;
  readonly field: FieldMeta;
  readonly value: string;
  readonly record: RecordData;
}) {
  const { t } = useTranslation('values');
  const text = useLabel();
  const mayLook = useCan()(`${object}.unmask`);
  const [clear, setClear] = useState<{ readonly value: unknown } | null>(null);
  useEffect(() => {
    if (!clear) return;
    const timer = setTimeout(() => setClear(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [clear]);
  const show = async () => {
    try {
      setClear(await api.post<{ value: unknown }>(`/records/${object}/${record.id}/unmask`, { field: field.name }));
      toast.ok(t('revealed'));
      // the timeline and the changes tell of the look
      await queryClient.invalidateQueries({
        queryKey: recordKeys.record(object, record.id),
        predicate: (query) => query.queryKey.length > 3,
      });
    } catch (error) {
      toast.error(error);
    }
  };
  const label = text(field.label);
  return (
    <span className="rv">
      {clear ? <FieldValue field={field.unmasked ?? field} value={clear.value} record={record} /> : <span>{value}</span>}
      {mayLook && (
        <IconButton
          icon={clear ? 'eyeOff' : 'eye'}
          label={t(clear ? 'cover' : 'reveal', { field: label })}
          onClick={() => (clear ? setClear(null) : void show())}
        />
      )}
    </span>
  );
}
