import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel } from '../data/meta.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { peopleChanged, type Role, useRoles } from '../settings/people.ts';

type Limited = Role & { readonly networks?: readonly string[] };

function NetworksDialog({ role, onClose }: { readonly role: Limited; readonly onClose: () => void }) {
  const { t } = useTranslation('security');
  const text = useLabel();
  const [lines, setLines] = useState((role.networks ?? []).join('\n'));
  const { form, busy, error, run, onSubmit } = useSubmit(async () => {
    const networks = lines.split(/[\s,，;；]+/).filter(Boolean);
    await api.put(`/roles/${role.id}/networks`, { networks });
    await peopleChanged();
    toast.ok(t('settings.saved'));
    onClose();
  });
  const problem = error?.errors.find((one) => one.field.startsWith('networks'))?.message;
  return (
    <Dialog
      title={t('settings.networksOf', { name: text(role.name) })}
      width={480}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={problem ? null : error} fields={[]} />
        <Field label={t('settings.networksLabel')} hint={t('settings.networksHint')} error={problem}>
          {(control) => (
            <textarea
              className="inp"
              rows={6}
              spellCheck={false}
              {...control}
              value={lines}
              onChange={(event) => setLines(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

/** From which networks people of each role may come. */
export function Networks() {
  const { t } = useTranslation('security');
  const text = useLabel();
  const can = useCan();
  const roles: readonly Limited[] = useRoles().data ?? [];
  const [open, setOpen] = useState<Limited | null>(null);
  return (
    <section className="card sec-card" aria-labelledby="sec-networks">
      <h2 id="sec-networks">{t('settings.networks')}</h2>
      <p className="sub">{t('settings.networksText')}</p>
      <ul className="sec-list">
        {roles.map((role) => (
          <li key={role.id}>
            <span>
              {text(role.name)}
              <span className="note">{role.networks?.length ? role.networks.join('  ') : t('settings.anywhere')}</span>
            </span>
            {can('roles.manage') && (
              <Button size="sm" aria-label={t('settings.networksOf', { name: text(role.name) })} onClick={() => setOpen(role)}>
                {t('settings.change')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {open && <NetworksDialog role={open} onClose={() => setOpen(null)} />}
    </section>
  );
}
