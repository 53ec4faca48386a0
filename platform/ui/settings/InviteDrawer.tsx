import { useState } from 'react';
import { api } from '../data/api.ts';
import { useObject } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from './form.tsx';
import type { OneTimeLink } from './LinkDialog.tsx';
import { changesOf, MetaFields, type Values } from './PersonForm.tsx';
import { peopleChanged, useRoles } from './people.ts';
import { RolePicker } from './RolePicker.tsx';

const NAMES = ['name', 'email', 'phone', 'position', 'department', 'manager'] as const;

interface Invited {
  readonly user: RecordData;
  readonly link: string | null;
  readonly mailed: boolean;
  readonly expiresAt: string | null;
}

/** 邀请: a person with roles and a place; the answer is a link to hand over. */
export function InviteDrawer({ onClose, onLink }: { readonly onClose: () => void; readonly onLink: (link: OneTimeLink) => void }) {
  const { t } = useTranslation('settings');
  const meta = useObject('user').data;
  const member = useRoles().data?.find((role) => role.key === 'member')?.id;
  const [values, setValues] = useState<Values>({});
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const roles = chosen ?? (member ? [member] : []);
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const made = await api.post<Invited>('/users/invite', { name: '', ...changesOf({}, values, NAMES), roles });
    await peopleChanged();
    onClose();
    const name = String(values['name'] ?? '');
    if (made.link)
      onLink({
        title: t('users.inviteLink', { name }),
        text: t(made.mailed ? 'users.inviteMailed' : 'users.inviteLinkText', { name }),
        link: made.link,
        expiresAt: made.expiresAt,
      });
    else toast.ok(t('users.addedInactive', { name }));
  });
  return (
    <Drawer
      open
      title={t('users.invite')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t('users.inviteSend')}
          </Button>
        </>
      }
    >
      {meta && (
        <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
          <FormProblem error={error} fields={[...NAMES, 'roles']} />
          <MetaFields
            meta={meta}
            names={NAMES}
            values={values}
            onChange={(changes) => setValues({ ...values, ...changes })}
            problem={problem}
            change={(field) =>
              field.name === 'email'
                ? { ...field, help: { zh: '不填则只建档，不能登录', en: 'Without it the person can not sign in' } }
                : field
            }
          />
          <RolePicker value={roles} onChange={setChosen} error={problem('roles')} />
          <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
        </form>
      )}
    </Drawer>
  );
}
