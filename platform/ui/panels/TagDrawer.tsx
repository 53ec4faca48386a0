import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { recordKeys } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { Field } from '../primitives/Field.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { useSubmit } from '../settings/form.tsx';
import type { TagOrigin } from './Tags.tsx';

/** Why a tag somebody put on is there, and until when. */
export function TagDrawer({
  object,
  record,
  tag,
  onClose,
}: {
  readonly object: string;
  readonly record: string;
  readonly tag: TagOrigin;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('panels');
  const text = useLabel();
  const [reason, setReason] = useState(tag.reason ? text(tag.reason) : '');
  const [until, setUntil] = useState(tag.until ?? '');
  const submit = useSubmit(async () => {
    await api.patch(`/records/${object}/${record}/tags/${encodeURIComponent(tag.name)}`, { field: tag.field, reason, until });
    await queryClient.invalidateQueries({ queryKey: [...recordKeys.record(object, record), 'panel', 'tags'] });
    onClose();
  });
  const { problem } = submit;
  return (
    <FormDrawer title={t('explain', { name: tag.name })} submit={submit} fields={['reason', 'until']} onClose={onClose}>
      <Field label={t('reason')} error={problem('reason')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            data-autofocus=""
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('lastDay')} hint={t('lastDayHint')} error={problem('until')}>
        {(control) => <input type="date" className="inp" {...control} value={until} onChange={(event) => setUntil(event.target.value)} />}
      </Field>
    </FormDrawer>
  );
}
