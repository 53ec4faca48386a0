import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../data/api.ts';
import { queryClient } from '../../data/query-client.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { confirm } from '../../primitives/confirm.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { SettingsFrame } from '../../settings/Frame.tsx';
import { FormProblem, useSubmit } from '../../settings/form.tsx';
import { ChoiceForm } from './ChoiceForm.tsx';
import type { MailServer } from './data.ts';

const KEY = ['mail-server'];
const PORTS = { tls: 465, starttls: 587, none: 25 } as const;
const FIELDS = ['host', 'port', 'security', 'login', 'secret', 'sender', 'senderName', 'site'] as const;
type Values = Record<(typeof FIELDS)[number], string>;

function valuesOf(server: MailServer | null): Values {
  const { host = '', port = 465, security = 'tls', login = '', sender = '', senderName = '', site = location.origin } = server ?? {};
  return { host, port: String(port), security, login, secret: '', sender, senderName, site };
}

function renew(server: MailServer | null): void {
  queryClient.setQueryData(KEY, { server });
  void queryClient.invalidateQueries({ queryKey: ['notification-choices'] });
}

/** One press sends an e-mail to oneself and says what came of it. */
function TestButton() {
  const { t } = useTranslation('notices');
  const [busy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    try {
      const { sent, to, failure } = await api.post<{ sent: boolean; to: string; failure: string | null }>('/mail-server/test');
      if (sent) toast.ok(t('mail.sent', { to }));
      else toast.info(failure ?? '');
      await queryClient.invalidateQueries({ queryKey: KEY });
    } catch (error) {
      toast.error(error);
    }
    setBusy(false);
  };
  return (
    <Button icon="send" busy={busy} onClick={() => void test()}>
      {t('mail.test')}
    </Button>
  );
}

function ServerForm({ server }: { readonly server: MailServer | null }) {
  const { t } = useTranslation('notices');
  const format = useFormat();
  const [values, setValues] = useState(() => valuesOf(server));
  const set = (part: Partial<Values>) => setValues({ ...values, ...part });
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    const { secret, port, ...rest } = values;
    const saved = await api.put<{ server: MailServer }>('/mail-server', { ...rest, port: Number(port), ...(secret ? { secret } : {}) });
    renew(saved.server);
    set({ secret: '' });
    toast.ok(t('choice.saved'));
  });
  const remove = async () => {
    if (!(await confirm({ title: t('mail.removeTitle'), text: t('mail.removeText'), confirm: t('mail.remove'), danger: true }))) return;
    await api
      .delete('/mail-server')
      .then(() => {
        renew(null);
        setValues(valuesOf(null));
        toast.ok(t('mail.removed'));
      })
      .catch(toast.error);
  };
  const input = (name: keyof Values, extra: { readonly type?: string; readonly hint?: string; readonly required?: boolean } = {}) => (
    <Field label={t(`mail.${name}`)} hint={extra.hint} required={extra.required ?? false} error={problem(name)}>
      {(control) => (
        <input
          className="inp"
          type={extra.type ?? 'text'}
          autoComplete={name === 'secret' ? 'new-password' : 'off'}
          {...control}
          value={values[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
      <FormProblem error={error} fields={FIELDS} />
      {server?.failure && server.failedAt && (
        <p className="alert bad">
          <Icon name="warn" />
          <span>{t('mail.failed', { failure: server.failure, time: format.relative(server.failedAt) })}</span>
        </p>
      )}
      {input('host', { required: true })}
      <div className="two">
        <Field label={t('mail.security')} error={problem('security')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={values.security}
              onChange={(event) => set({ security: event.target.value, port: String(PORTS[event.target.value as keyof typeof PORTS]) })}
            >
              {(['tls', 'starttls', 'none'] as const).map((one) => (
                <option key={one} value={one}>
                  {t(`mail.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {input('port', { type: 'number' })}
      </div>
      <div className="two">
        {input('login')}
        {input('secret', { type: 'password', ...(server?.hasSecret ? { hint: t('mail.secretKept') } : {}) })}
      </div>
      <div className="two">
        {input('sender', { type: 'email', required: true })}
        {input('senderName')}
      </div>
      {input('site', { type: 'url', hint: t('mail.siteHint') })}
      <div className="set-acts">
        <Button kind="primary" type="submit" busy={busy}>
          {t('save', { ns: 'common' })}
        </Button>
        {server && <TestButton />}
        {server && (
          <Button kind="ghost" onClick={() => void remove()}>
            {t('mail.remove')}
          </Button>
        )}
      </div>
    </form>
  );
}

/** `/settings/mail`: the outgoing mail server, and how people are told by default. */
export function MailPage() {
  const { t } = useTranslation('notices');
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<{ server: MailServer | null }>('/mail-server', { signal }),
  });
  return (
    <SettingsFrame page="mail" text={t('mail.intro')}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && <ServerForm server={data.server} />}
      <div className="choice-company">
        <h2>{t('mail.defaults')}</h2>
        <p className="sub set-note">{t('choice.introCompany')}</p>
        <ChoiceForm circle="company" />
      </div>
    </SettingsFrame>
  );
}
