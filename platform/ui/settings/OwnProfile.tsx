import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import type { ItemPage } from '../data/records.ts';
import { sessionQuery, useCan, useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { TokenSection } from '../open-api/TokenSection.tsx';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { OwnSecurity } from '../security/OwnSecurity.tsx';
import { FormProblem, useSubmit } from './form.tsx';
import './settings.css';

interface Profile {
  readonly name: string;
  readonly phone: string | null;
}
interface Device {
  readonly id: string;
  readonly company: string;
  readonly device: string;
  readonly name: string;
  readonly handheld: boolean;
  readonly address: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
}

function NameForm({ profile }: { readonly profile: Profile }) {
  const { t } = useTranslation('settings');
  const [name, setName] = useState(profile.name);
  const [phone, setPhone] = useState(profile.phone ?? '');
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    await api.patch('/profile', { name, phone: phone || null });
    await queryClient.invalidateQueries({ queryKey: ['profile'] });
    await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
    toast.ok(t('saved'));
  });
  return (
    <form ref={form} onSubmit={onSubmit} className="card set-own" noValidate>
      <FormProblem error={error} fields={['name', 'phone']} />
      <Field label={t('me.name')} required error={problem('name')}>
        {(control) => (
          <input className="inp" autoComplete="name" {...control} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label={t('me.phone')} hint={t('me.phoneHint')} error={problem('phone')}>
        {(control) => (
          <input
            className="inp"
            type="tel"
            autoComplete="tel"
            {...control}
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" busy={busy} disabled={name === profile.name && phone === (profile.phone ?? '')}>
        {t('save', { ns: 'common' })}
      </Button>
    </form>
  );
}

function Devices() {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const { data, error, refetch } = useQuery({
    queryKey: ['sessions'],
    queryFn: async ({ signal }) => (await api.get<ItemPage<Device>>('/auth/sessions', { signal })).items,
  });
  const end = (id?: string) =>
    api
      .delete(id ? `/auth/sessions/${id}` : '/auth/sessions')
      .then(() => queryClient.invalidateQueries({ queryKey: ['sessions'] }))
      .catch(toast.error);
  if (error) return <ErrorState error={error} small onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <section className="card set-devices" aria-labelledby="set-devices">
      <header className="row">
        <h2 id="set-devices">{t('me.devices')}</h2>
        <span className="sp" />
        {data.length > 1 && (
          <Button size="sm" onClick={() => void end()}>
            {t('me.endOthers')}
          </Button>
        )}
      </header>
      <ul>
        {data.map((one) => (
          <li key={one.id}>
            <Icon name={one.handheld ? 'phone' : 'screen'} size={20} />
            <span>
              <b title={one.device}>{one.name}</b>
              <span className="note">
                {one.address} · {format.relative(one.lastSeenAt)}
              </span>
            </span>
            {one.current ? (
              <Tag small tone="ok">
                {t('me.thisDevice')}
              </Tag>
            ) : (
              <Button size="sm" aria-label={t('me.endOf', { name: one.name })} onClick={() => void end(one.id)}>
                {t('me.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The parts of 我的 that talk to the server: name and phone, where one is signed in, tokens for programs. */
export function OwnProfile() {
  const can = useCan();
  const { data } = useQuery({ queryKey: ['profile'], queryFn: ({ signal }) => api.get<Profile>('/profile', { signal }) });
  return (
    <>
      {data && <NameForm key={`${data.name}\n${data.phone}`} profile={data} />}
      <OwnSecurity />
      <Devices />
      {can('apiTokens.create') && <TokenSection of="me" />}
    </>
  );
}
