import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { Reference } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from './form.tsx';
import { type Count, type Person, peopleChanged, userPath } from './people.ts';

const FIELD: FieldMeta = { name: 'to', type: 'user', label: { zh: '接手人', en: 'Successor' }, required: true };

/** Everything a leaver owns to somebody else; the counts are shown before. */
export function HandoverDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data;
  const [to, setTo] = useState<Reference | null>(null);
  const preview = useQuery({
    queryKey: ['handover', person.id],
    queryFn: async () => (await api.post<{ counts: readonly Count[] }>(userPath(person.id, 'handover/preview'))).counts,
    staleTime: 0,
  });
  const counts = (preview.data ?? []).filter((one) => one.count > 0);
  const total = counts.reduce((sum, one) => sum + one.count, 0);
  const { busy, error, run, problem } = useSubmit(async () => {
    await api.post(userPath(person.id, 'handover'), { to: to?.id ?? null });
    queryClient.removeQueries({ queryKey: ['handover', person.id] });
    await Promise.all([
      peopleChanged(),
      queryClient.invalidateQueries({ queryKey: ['records'] }),
      queryClient.invalidateQueries({ queryKey: ['record'] }),
    ]);
    toast.ok(t('users.handedOver', { n: format.number(total), to: to?.title ?? '' }));
    onClose();
  });
  return (
    <Dialog
      title={t('users.handoverOf', { name: person.name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} disabled={total === 0 || !to} onClick={run}>
            {t('users.handoverNow', { n: format.number(total) })}
          </Button>
        </>
      }
    >
      <div className="set-form">
        <FormProblem error={error} fields={['to']} />
        {preview.error && <ErrorState error={preview.error} small onRetry={() => void preview.refetch()} />}
        {preview.isPending && <Skeleton lines={3} />}
        {preview.data && total === 0 && <p>{t('users.nothingToHandOver')}</p>}
        {total > 0 && (
          <>
            <ul className="set-counts">
              {counts.map((one) => (
                <li key={one.object}>
                  <span>{text(objects?.find((object) => object.name === one.object)?.label ?? { zh: one.object, en: one.object })}</span>
                  <b>{format.number(one.count)}</b>
                </li>
              ))}
            </ul>
            <Field label={text(FIELD.label)} required error={problem('to')}>
              {(control) => (
                <FieldEditor
                  field={FIELD}
                  id={control.id}
                  value={to}
                  onChange={(value) => setTo(value as Reference | null)}
                  required
                  invalid={problem('to') !== undefined}
                />
              )}
            </Field>
          </>
        )}
      </div>
    </Dialog>
  );
}
