import { useState } from 'react';
import { api } from '../../data/api.ts';
import { queryClient } from '../../data/query-client.ts';
import { useCan } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Drawer } from '../../primitives/Drawer.tsx';
import { Field } from '../../primitives/Field.tsx';
import { FormProblem, useSubmit } from '../form.tsx';
import { sandboxesQuery } from './data.ts';
import { ObjectChoice } from './ObjectChoice.tsx';

/** A new sandbox: its name, and whose records it takes along. */
export function SandboxDrawer({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('packages');
  const can = useCan();
  const [name, setName] = useState('');
  const [objects, setObjects] = useState<ReadonlySet<string>>(new Set());
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    await api.post('/sandboxes', { name, objects: [...objects] });
    await queryClient.invalidateQueries({ queryKey: sandboxesQuery.queryKey });
    onClose();
  });
  return (
    <Drawer
      open
      title={t('sandbox.create')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t('sandbox.create')}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['name']} />
        <Field label={t('sandbox.name')} required error={problem('name')}>
          {(control) => (
            <input className="inp" {...control} maxLength={30} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <ObjectChoice
          legend={t('sandbox.objects')}
          hint={t('sandbox.objectsText')}
          chosen={objects}
          only={(object) => object !== 'user' && object !== 'department' && can(`${object}.export`)}
          onChange={setObjects}
        />
      </form>
    </Drawer>
  );
}
