import { useState } from 'react';
import { api } from '../data/api.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { Codes } from './Codes.tsx';
import { type NewSecret, type OwnSecurity, securityChanged } from './data.ts';
import { Enrol } from './Enrol.tsx';

/** Asks for the password before something that weakens the account. */
function PasswordDialog({
  title,
  text,
  action,
  danger = false,
  send,
  onClose,
}: {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly send: (password: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('security');
  const [password, setPassword] = useState('');
  const { form, busy, error, run, onSubmit, problem } = useSubmit(() => send(password));
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind={danger ? 'danger' : 'primary'} busy={busy} disabled={password === ''} onClick={run}>
            {action}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['password']} />
        <p>{text}</p>
        <Field label={t('twoStep.password')} error={problem('password')}>
          {(control) => (
            <input
              className="inp"
              type="password"
              autoComplete="current-password"
              {...control}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

type Open = { readonly what: 'enrol' | 'off' | 'codes' } | { readonly what: 'show'; readonly codes: readonly string[] };

export function TwoStep({ twoStep, mayChange }: { readonly twoStep: OwnSecurity['twoStep']; readonly mayChange: boolean }) {
  const { t } = useTranslation('security');
  const format = useFormat();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const show = async (codes: readonly string[]) => {
    setOpen({ what: 'show', codes });
    await securityChanged();
  };
  const { since, codesLeft, required } = twoStep;
  return (
    <div className="sec-row">
      <Icon name="shield" size={20} />
      <div>
        <h3>
          {t('twoStep.title')} <Tag tone={since ? 'ok' : 'neutral'}>{t(since ? 'on' : 'off')}</Tag>
          {required && <Tag tone="info">{t('required')}</Tag>}
        </h3>
        <p className="sub">{since ? t('twoStep.since', { time: format.date(since), count: codesLeft }) : t('twoStep.text')}</p>
      </div>
      {mayChange && (
        <div className="acts">
          {since && (
            <Button size="sm" onClick={() => setOpen({ what: 'codes' })}>
              {t('twoStep.newCodes')}
            </Button>
          )}
          {since && !required && (
            <Button size="sm" onClick={() => setOpen({ what: 'off' })}>
              {t('twoStep.stop')}
            </Button>
          )}
          {!since && (
            <Button size="sm" aria-label={t('twoStep.enrolTitle')} onClick={() => setOpen({ what: 'enrol' })}>
              {t('twoStep.start')}
            </Button>
          )}
        </div>
      )}
      {open?.what === 'enrol' && (
        <Dialog title={t('twoStep.enrolTitle')} onClose={close}>
          <Enrol
            start={() => api.post<NewSecret>('/auth/two-step/start')}
            confirm={async (code) => show((await api.post<{ codes: string[] }>('/auth/two-step/confirm', { code })).codes)}
          />
        </Dialog>
      )}
      {open?.what === 'codes' && (
        <PasswordDialog
          title={t('twoStep.newCodes')}
          text={t('twoStep.newCodesText')}
          action={t('twoStep.newCodes')}
          send={async (password) => show((await api.post<{ codes: string[] }>('/auth/two-step/codes', { password })).codes)}
          onClose={close}
        />
      )}
      {open?.what === 'off' && (
        <PasswordDialog
          title={t('twoStep.stopTitle')}
          text={t('twoStep.stopText')}
          action={t('twoStep.stop')}
          danger
          send={async (password) => {
            await api.post('/auth/two-step/off', { password });
            await securityChanged();
            toast.ok(t('twoStep.turnedOff'));
            close();
          }}
          onClose={close}
        />
      )}
      {open?.what === 'show' && (
        <Dialog title={t('codes.title')} onClose={close}>
          <Codes codes={open.codes} onDone={close} />
        </Dialog>
      )}
    </div>
  );
}
