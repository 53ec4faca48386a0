import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { useRoles } from '../settings/people.ts';
import { Networks } from './Networks.tsx';
import { SsoCard } from './SsoCard.tsx';
import './security.css';

interface Policy {
  readonly required: 'nobody' | 'everybody' | 'roles';
  readonly roles: readonly string[];
}

const policyKey = ['sign-in-settings'];

function TwoStepPolicy({ policy }: { readonly policy: Policy }) {
  const { t } = useTranslation('security');
  const text = useLabel();
  const roles = useRoles().data ?? [];
  const [next, setNext] = useState(policy);
  const { form, busy, error, onSubmit } = useSubmit(async () => {
    queryClient.setQueryData(policyKey, await api.put('/sign-in-settings', { twoStep: next }));
    toast.ok(t('settings.saved'));
  });
  const toggle = (id: string, on: boolean) =>
    setNext({ ...next, roles: on ? [...next.roles, id] : next.roles.filter((one) => one !== id) });
  return (
    <form ref={form} onSubmit={onSubmit} className="card sec-card" noValidate>
      <h2>{t('settings.twoStep')}</h2>
      <p className="sub">{t('settings.twoStepText')}</p>
      <FormProblem error={error} fields={[]} />
      <Segmented
        label={t('settings.twoStep')}
        value={next.required}
        onChange={(required) => setNext({ ...next, required })}
        segments={(['nobody', 'roles', 'everybody'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))}
      />
      {next.required === 'roles' && (
        <fieldset className="sec-checks">
          <legend>{t('settings.chooseRoles')}</legend>
          {roles.map((role) => (
            <Check key={role.id} checked={next.roles.includes(role.id)} label={text(role.name)} onChange={(on) => toggle(role.id, on)} />
          ))}
        </fieldset>
      )}
      <div className="row">
        <Button kind="primary" type="submit" busy={busy} disabled={JSON.stringify(next) === JSON.stringify(policy)}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

/** What administrators decide about signing in. */
export function SignInSettingsPage() {
  const { t } = useTranslation('security');
  const { data, error, refetch } = useQuery({
    queryKey: policyKey,
    queryFn: ({ signal }) => api.get<{ twoStep: Policy }>('/sign-in-settings', { signal }),
  });
  return (
    <SettingsFrame page="signIn" text={t('settings.text')}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && <TwoStepPolicy key={JSON.stringify(data)} policy={data.twoStep} />}
      {data && <SsoCard />}
      {data && <Networks />}
    </SettingsFrame>
  );
}
