import { api, Button, Field, toast, useLabel } from '@huanke/platform/ui';
import { FormProblem, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { fill } from '../texts.ts';
import { type Account, accountChanged, type Found } from './data.ts';
import { texts } from './texts.ts';

interface Values {
  readonly server: string;
  readonly login: string;
  readonly secret: string;
  readonly calendar: string;
  readonly active: boolean;
}

const shown = ['server', 'login', 'secret', 'calendar'];

/** First the server and who one is there, then which of the calendars. */
export function SyncForm({ account }: { readonly account: Account | null }) {
  const text = useLabel();
  const [values, setValues] = useState<Values>({
    server: account?.server ?? '',
    login: account?.login ?? '',
    secret: '',
    calendar: account?.calendar ?? '',
    active: account?.active ?? true,
  });
  const [found, setFound] = useState<readonly Found[] | null>(
    account ? [{ url: account.calendar, name: account.name, canWrite: true }] : null,
  );
  const set = (patch: Partial<Values>) => setValues((now) => ({ ...now, ...patch }));
  const { secret, calendar, active, ...place } = values;
  const access = { ...place, ...(secret ? { secret } : {}) };
  const search = useSubmit(async () => {
    const { items } = await api.post<{ items: readonly Found[] }>('/calendar-account/calendars', access);
    setFound(items);
    const usable = items.filter(({ canWrite }) => canWrite);
    if (!usable.some(({ url }) => url === calendar)) set({ calendar: usable.length === 1 ? (usable[0]?.url ?? '') : '' });
  });
  const submit = useSubmit(async () => {
    await api.put('/calendar-account', { ...access, calendar, active });
    set({ secret: '' });
    toast.ok(text(texts.saved));
    await accountChanged();
  });
  const asked = found === null ? search : submit;
  const problem = (field: string) => search.problem(field) ?? submit.problem(field);
  const line = (key: 'server' | 'login' | 'secret', hint?: string) => (
    <Field label={text(texts[key])} required={key !== 'secret' || !account} error={problem(key)} hint={hint}>
      {(control) => (
        <input
          className="inp"
          {...control}
          type={key === 'secret' ? 'password' : 'text'}
          autoComplete={key === 'secret' ? 'new-password' : 'off'}
          value={values[key]}
          onChange={(event) => set({ [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form ref={asked.form} className="set-form sync-form" noValidate onSubmit={asked.onSubmit}>
      <FormProblem error={search.error ?? submit.error} fields={shown} />
      {line('server', text(texts.serverHint))}
      {line('login')}
      {line('secret', text(account ? texts.secretKept : texts.secretHint))}
      <div>
        <Button kind={found === null ? 'primary' : 'default'} busy={search.busy} onClick={search.run}>
          {text(texts.find)}
        </Button>
      </div>
      {found?.length === 0 && <p className="alert warn">{text(texts.none)}</p>}
      {found !== null && found.length > 0 && (
        <>
          <Field label={text(texts.calendar)} required error={problem('calendar')}>
            {(control) => (
              <select className="inp" {...control} value={calendar} onChange={(event) => set({ calendar: event.target.value })}>
                <option value="" />
                {found.map(({ url, name, canWrite }) => (
                  <option key={url} value={url} disabled={!canWrite}>
                    {canWrite ? name : fill(text(texts.readOnly), { name })}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <label className="set-check">
            <input type="checkbox" className="cb" checked={active} onChange={(event) => set({ active: event.target.checked })} />
            <span>{text(texts.active)}</span>
          </label>
          <div>
            <Button kind="primary" busy={submit.busy} onClick={submit.run}>
              {text(texts.save)}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
