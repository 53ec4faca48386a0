import { useState } from 'react';
import { api } from '../../data/api.ts';
import { type FieldMeta, useLabel } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { Field } from '../../primitives/Field.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { bothLanguages } from '../field-form.ts';
import { FormProblem, useSubmit } from '../form.tsx';
import { FieldDrawerName } from './FieldDrawerName.tsx';

/** Makes an option set of a field's own options, for other fields to share. */
export function PromoteOptions({
  object,
  field,
  onClose,
}: {
  readonly object: string;
  readonly field: FieldMeta;
  readonly onClose: (done: boolean) => void;
}) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const [label, setLabel] = useState(text(field.label));
  const [name, setName] = useState('');
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    await api.post(`/meta/objects/${object}/fields/${field.name}/optionSet`, { name, label: bothLanguages(label, '') });
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
    toast.ok(t('promoted', { name: label }));
    onClose(true);
  });
  return (
    <Dialog
      title={t('promote')}
      onClose={() => onClose(false)}
      footer={
        <>
          <Button onClick={() => onClose(false)}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t('promoteNow')}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        onSubmit={(event) => {
          // the drawer's own form is around this one in the tree of components
          event.stopPropagation();
          onSubmit(event);
        }}
        className="set-form"
        noValidate
      >
        <p className="sub">{t('promoteText')}</p>
        <FormProblem error={error} fields={['label', 'name']} />
        <Field label={t('setName')} required error={problem('label')}>
          {(control) => (
            <input
              className="inp"
              {...control}
              data-autofocus=""
              maxLength={80}
              value={label}
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Field>
        <FieldDrawerName label={label} fixed={undefined} problem={problem('name')} onChange={setName} />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}
