import { api, Button, Check, Field, toast, useLabel } from '@huanke/platform/ui';
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

type Set = (patch: Partial<Values>) => void;

const placeOf = ({ server, login, secret }: Values) => ({ server, login, ...(secret ? { secret } : {}) });

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
  const own = account ? [{ url: account.calendar, name: account.name, canWrite: true }] : null;
  const [found, setFound] = useState<readonly Found[] | null>(own);
  const set: Set = (patch) => setValues((now) => ({ ...now, ...patch }));
  const search = useSubmit(async () => {
    const { items } = await api.post<{ items: readonly Found[] }>('/calendar-account/calendars', placeOf(values));
    setFound(items);
    const usable = items.filter(({ canWrite }) => canWrite);
    if (!usable.some(({ url }) => url === values.calendar)) set({ calendar: usable.length === 1 ? (usable[0]?.url ?? '') : '' });
  });
  const submit = useSubmit(async () => {
    await api.put('/calendar-account', { ...placeOf(values), calendar: values.calendar, active: values.active });
    set({ secret: '' });
    toast.ok(text(texts.saved));
    await accountChanged();
  });
  const asked = found === null ? search : submit;
  const problem = (field: string) => search.problem(field) ?? submit.problem(field);
  const line = (name: 'server' | 'login' | 'secret', hint?: string) => (
    <Line name={name} required={name !== 'secret' || !account} hint={hint} error={problem(name)} value={values[name]} set={set} />
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
      {found !== null && found.length > 0 && <Choice {...{ found, values, set }} error={problem('calendar')} submit={submit} />}
    </form>
  );
}

interface LineProps {
  readonly name: 'server' | 'login' | 'secret';
  readonly required: boolean;
  readonly hint: string | undefined;
  readonly error: string | undefined;
  readonly value: string;
  readonly set: Set;
}

function Line({ name, required, hint, error, value, set }: LineProps) {
  const text = useLabel();
  const isSecret = name === 'secret';
  return (
    <Field label={text(texts[name])} required={required} error={error} hint={hint}>
      {(control) => (
        <input
          className="inp"
          {...control}
          type={isSecret ? 'password' : 'text'}
          autoComplete={isSecret ? 'new-password' : 'off'}
          value={value}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
}

interface ChoiceProps {
  readonly found: readonly Found[];
  readonly values: Values;
  readonly set: Set;
  readonly error: string | undefined;
  readonly submit: { readonly busy: boolean; readonly run: () => void };
}

function Choice({ found, values: { calendar, active }, set, error, submit }: ChoiceProps) {
  const text = useLabel();
  return (
    <>
      <Field label={text(texts.calendar)} required error={error}>
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
      <Check checked={active} label={text(texts.active)} onChange={(on) => set({ active: on })} />
      <div>
        <Button kind="primary" busy={submit.busy} onClick={submit.run}>
          {text(texts.save)}
        </Button>
      </div>
    </>
  );
}
