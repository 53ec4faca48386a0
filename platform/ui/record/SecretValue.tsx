import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { type RecordData, recordKeys } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { IconButton } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';

/** An encrypted text: hidden, with a button to look for who may; that they looked goes into the history. */
export function SecretValue({
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
  const [clear, setClear] = useState<string | null>(null);
  const show = async () => {
    try {
      const { value: found } = await api.post<{ value: string | null }>(`/records/${object}/${record.id}/unmask`, { field: field.name });
      setClear(found);
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
  return (
    <span className="rv">
      <span>{clear ?? value}</span>
      {clear === null && <IconButton icon="eye" label={t('reveal', { field: text(field.label) })} onClick={() => void show()} />}
    </span>
  );
}
