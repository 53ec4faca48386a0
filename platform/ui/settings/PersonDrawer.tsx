import { useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, useObject } from '../data/meta.ts';
import { type RecordData, useRecord } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { FormProblem, useSubmit } from './form.tsx';
import { changesOf, MetaFields, type Values } from './PersonForm.tsx';
import { type Person, peopleChanged, userPath } from './people.ts';
import { RolePicker } from './RolePicker.tsx';

const NAMES = ['name', 'email', 'phone', 'position', 'department', 'manager'] as const;

function Form({ person, record, meta, onClose }: { person: Person; record: RecordData; meta: ObjectMeta; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const held = person.roles.map((role) => role.id);
  const [values, setValues] = useState<Values>(record);
  const [roles, setRoles] = useState<readonly string[]>(held);
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const changes = changesOf(record, values, NAMES);
    if (Object.keys(changes).length > 0) await api.patch(`/records/user/${record.id}`, changes, { ifMatch: record.version });
    if (roles.length !== held.length || roles.some((id) => !held.includes(id))) await api.put(userPath(person.id, 'roles'), { roles });
    await peopleChanged();
    onClose();
  });
  return (
    <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
      <FormProblem error={error} fields={[...NAMES, 'roles']} />
      <MetaFields
        meta={meta}
        names={NAMES}
        values={values}
        onChange={(changes) => setValues({ ...values, ...changes })}
        problem={problem}
      />
      <RolePicker value={roles} onChange={setRoles} error={problem('roles')} />
      <div className="set-acts">
        <Button kind="primary" busy={busy} onClick={run}>
          {t('save', { ns: 'common' })}
        </Button>
        <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
      </div>
      <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
    </form>
  );
}

/** One person: who they are, where they belong, what they may do. */
export function PersonDrawer({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const record = useRecord('user', person.id);
  const meta = useObject('user').data;
  return (
    <Drawer open title={person.name} onClose={onClose}>
      {record.error && <ErrorState error={record.error} onRetry={() => void record.refetch()} small />}
      {record.data && meta ? (
        <Form person={person} record={record.data} meta={meta} onClose={onClose} />
      ) : (
        !record.error && <Skeleton lines={6} />
      )}
    </Drawer>
  );
}
