import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, useLabel } from '../data/meta.ts';
import type { Reference } from '../data/records.ts';
import { recordQuery } from '../data/records.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { useRoles } from '../settings/people.ts';
import { SSO_NAMES, type SsoAddresses, type SsoConnection, type SsoKind, ssoChanged } from './SsoCard.tsx';

const DEPARTMENT: FieldMeta = { name: 'department', type: 'department', label: { zh: '新同事的部门', en: 'Department of new people' } };
const TEXTS = { oidc: ['issuer', 'clientId'], saml: ['entryPoint', 'entityId'] } as const;
const HINTS: Readonly<Record<string, string>> = { issuer: 'settings.issuerHint', entryPoint: 'settings.issuerHint' };
const FIELDS = ['issuer', 'clientId', 'secret', 'entryPoint', 'entityId', 'certificate', 'domains', 'role', 'department'];

interface Props {
  readonly kind: SsoKind;
  readonly connection: SsoConnection | undefined;
  readonly addresses: SsoAddresses;
  readonly onClose: () => void;
}

interface Values {
  readonly enabled: boolean;
  readonly texts: Readonly<Record<string, string>>;
  readonly domains: string;
  readonly createUsers: boolean;
  readonly role: string;
}

function valuesOf(connection: SsoConnection | undefined): Values {
  const settings = connection?.settings;
  const texts = Object.fromEntries(
    ['issuer', 'clientId', 'entryPoint', 'entityId', 'certificate'].map((key) => [key, String(settings?.[key] ?? '')]),
  );
  return {
    enabled: connection?.enabled ?? true,
    texts: { ...texts, secret: '' },
    domains: settings?.domains.join(', ') ?? '',
    createUsers: settings?.createUsers ?? true,
    role: settings?.role ?? '',
  };
}

/** Our side, for typing into the provider's. */
function Ours({ kind, addresses }: { readonly kind: SsoKind; readonly addresses: SsoAddresses }) {
  const { t } = useTranslation('security');
  const rows: readonly (readonly [string, string])[] =
    kind === 'oidc'
      ? [['redirectUri', addresses.redirectUri]]
      : [
          ['ourEntityId', addresses.entityId],
          ['acs', addresses.acs],
        ];
  return (
    <section className="sec-ours" aria-label={t('settings.ours')}>
      <b>{t('settings.ours')}</b>
      <dl>
        {[...rows, ['signInUrl', addresses.signIn] as const].map(([key, value]) => (
          <div key={key}>
            <dt>{t(`settings.${key}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** One sign-in service: what the provider says of itself, who comes in by it. */
export function SsoDrawer({ kind, connection, addresses, onClose }: Props) {
  const { t } = useTranslation('security');
  const [values, setValues] = useState(() => valuesOf(connection));
  const known = connection?.settings.department ?? '';
  const stored = useQuery({ ...recordQuery('department', known), enabled: known !== '' }).data;
  const [chosen, setChosen] = useState<Reference | null | undefined>(undefined);
  const department = chosen === undefined ? (known ? { id: known, title: String(stored?.['name'] ?? '') } : null) : chosen;
  const set = (changes: Partial<Values>) => setValues({ ...values, ...changes });
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const { texts, domains, enabled, createUsers, role } = values;
    const names =
      kind === 'oidc' ? ['issuer', 'clientId', ...(texts['secret'] ? ['secret'] : [])] : ['entryPoint', 'entityId', 'certificate'];
    await api.put(`/sso/${kind}`, {
      ...Object.fromEntries(names.map((name) => [name, texts[name]])),
      enabled,
      createUsers,
      domains: domains.split(/[\s,，;；]+/).filter(Boolean),
      role: role || null,
      department: department?.id ?? null,
    });
    await ssoChanged();
    toast.ok(t('settings.saved'));
    onClose();
  });
  const bind = (name: string) => ({
    value: values.texts[name] ?? '',
    onChange: (event: { target: { value: string } }) => set({ texts: { ...values.texts, [name]: event.target.value } }),
  });
  const domainsProblem = error?.errors.find((one) => one.field.startsWith('domains'))?.message;
  return (
    <Drawer
      open
      title={SSO_NAMES[kind]}
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
        <FormProblem error={error} fields={domainsProblem ? [...FIELDS, ...(error?.errors.map((one) => one.field) ?? [])] : FIELDS} />
        <Ours kind={kind} addresses={addresses} />
        {TEXTS[kind].map((name) => (
          <Field key={name} label={t(`settings.${name}`)} required hint={HINTS[name] ? t(HINTS[name]) : undefined} error={problem(name)}>
            {(control) => <input className="inp" spellCheck={false} autoComplete="off" {...control} {...bind(name)} />}
          </Field>
        ))}
        {kind === 'oidc' ? (
          <Field
            label={t('settings.secret')}
            hint={t(connection?.hasSecret ? 'settings.secretKept' : 'settings.secretHint')}
            error={problem('secret')}
          >
            {(control) => <input className="inp" type="password" autoComplete="off" {...control} {...bind('secret')} />}
          </Field>
        ) : (
          <Field label={t('settings.certificate')} required hint={t('settings.certificateHint')} error={problem('certificate')}>
            {(control) => <textarea className="inp" rows={5} spellCheck={false} {...control} {...bind('certificate')} />}
          </Field>
        )}
        <Field label={t('settings.domains')} hint={t('settings.domainsHint')} error={domainsProblem}>
          {(control) => (
            <input
              className="inp"
              spellCheck={false}
              {...control}
              value={values.domains}
              onChange={(event) => set({ domains: event.target.value })}
            />
          )}
        </Field>
        <NewPeople values={values} set={set} department={department} setDepartment={setChosen} problem={problem} />
        <Check checked={values.enabled} label={t('settings.enabled')} onChange={(on) => set({ enabled: on })} />
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Drawer>
  );
}

/** What becomes of somebody the company's service sends for the first time. */
function NewPeople({
  values,
  set,
  department,
  setDepartment,
  problem,
}: {
  readonly values: Values;
  readonly set: (changes: Partial<Values>) => void;
  readonly department: Reference | null;
  readonly setDepartment: (department: Reference | null) => void;
  readonly problem: (field: string) => string | undefined;
}) {
  const { t } = useTranslation('security');
  const text = useLabel();
  const roles = (useRoles().data ?? []).filter((role) => role.key !== 'owner' && role.key !== 'admin');
  const { createUsers } = values;
  return (
    <>
      <Check checked={createUsers} label={t('settings.createUsers')} onChange={(on) => set({ createUsers: on })} />
      {createUsers && (
        <>
          <Field label={t('settings.role')} error={problem('role')}>
            {(control) => (
              <select className="inp" {...control} value={values.role} onChange={(event) => set({ role: event.target.value })}>
                <option value="">{t('settings.none')}</option>
                {roles.map((role) => (
                  <option key={role.id} value={role.id}>
                    {text(role.name)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('settings.department')} error={problem('department')}>
            {(control) => (
              <FieldEditor
                field={DEPARTMENT}
                id={control.id}
                value={department}
                onChange={(value) => setDepartment(value as Reference | null)}
              />
            )}
          </Field>
        </>
      )}
    </>
  );
}
