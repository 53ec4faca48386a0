import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError, api } from '../data/api.ts';
import { receive, type Session, type SignInStep } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { looksLikeEmail, useAuthForm } from './form.ts';
import { FormFailure, PasswordInput } from './parts.tsx';
import { loadSecondStep } from './second-step.ts';

function ToSignIn() {
  const { t } = useTranslation('auth');
  return (
    <p className="auth-other">
      <Link to={paths.signIn}>{t('toSignIn')}</Link>
    </p>
  );
}

export function ForgotPage() {
  const { t } = useTranslation('auth');
  const [sent, setSent] = useState(false);
  const { form, problems, failure, busy, bind, submit } = useAuthForm({
    fields: ['email'],
    check: (_field, value) => (!value.trim() ? t('fillEmail') : looksLikeEmail(value) ? undefined : t('badEmail')),
    send: async ({ email }) => {
      await api.post('/auth/password-reset', { email: email.trim() }, { quiet401: true });
      setSent(true);
    },
  });
  if (sent) {
    return (
      <AuthFrame title={t('forgotTitle')}>
        <div className="auth-fields">
          <div className="alert ok" role="status">
            <Icon name="check" />
            <span>
              <b>{t('forgotSent')}</b>
              <br />
              {t('forgotSentText')}
            </span>
          </div>
          <ToSignIn />
        </div>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t('forgotTitle')} text={t('forgotText')}>
      <form ref={form} noValidate onSubmit={submit} className="auth-fields">
        <FormFailure error={failure} />
        <Field label={t('email')} error={problems['email']}>
          {(control) => <input className="inp" type="email" autoComplete="username" {...control} {...bind('email')} />}
        </Field>
        <Button kind="primary" type="submit" busy={busy}>
          {t('forgotSend')}
        </Button>
        <ToSignIn />
      </form>
    </AuthFrame>
  );
}

function useToken(): string {
  return (useParams({ strict: false }) as { token?: string }).token ?? '';
}

/** One new password; a session in the answer takes the person straight in. */
function NewPassword({
  path,
  action,
  done,
  existing = false,
  onStep,
}: {
  readonly path: string;
  readonly action: string;
  readonly done: string;
  readonly existing?: boolean;
  /** The password was right, and more is asked. */
  readonly onStep?: (step: SignInStep) => void;
}) {
  const { t } = useTranslation('auth');
  const router = useRouter();
  const { form, problems, failure, busy, bind, submit } = useAuthForm({
    fields: ['password'],
    check: (_field, value) => (!value ? t('fillPassword') : value.length < 8 && !existing ? t('shortPassword') : undefined),
    send: async ({ password }) => {
      const answer = await api.post<Session | SignInStep | undefined>(path, { password }, { quiet401: true });
      if (answer) {
        const missing = receive(answer);
        if (missing) onStep?.(missing);
        else router.history.push(paths.home);
        return;
      }
      toast.ok(done);
      router.history.push(paths.signIn);
    },
  });
  return (
    <form ref={form} noValidate onSubmit={submit} className="auth-fields">
      <FormFailure error={failure} />
      <Field label={t('password')} hint={t(existing ? 'passwordExisting' : 'passwordHint')} error={problems['password']}>
        {(control) => <PasswordInput autoComplete={existing ? 'current-password' : 'new-password'} {...control} {...bind('password')} />}
      </Field>
      <Button kind="primary" type="submit" busy={busy}>
        {action}
      </Button>
      <ToSignIn />
    </form>
  );
}

/** A link for a forgotten password, or one made by an administrator. */
export function ResetPage() {
  const { t } = useTranslation('auth');
  const token = useToken();
  return (
    <AuthFrame title={t('resetTitle')} text={t('resetText')}>
      <NewPassword path={`/auth/password-reset/${encodeURIComponent(token)}`} action={t('resetSave')} done={t('resetDone')} />
    </AuthFrame>
  );
}

/** A one-time link made by an administrator. Entering takes a press, so that a mail scanner does not use the link up. */
export function LinkPage() {
  const { t } = useTranslation('auth');
  const token = useToken();
  const router = useRouter();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [step, setStep] = useState<SignInStep | null>(null);
  const toMe = () => router.history.push(paths.me);
  const enter = () => {
    setBusy(true);
    api
      .post<Session | SignInStep>(`/auth/link/${encodeURIComponent(token)}`, undefined, { quiet401: true })
      .then((answer) => {
        const missing = receive(answer);
        if (missing) setStep(missing);
        else toMe();
      })
      .catch(setError)
      .finally(() => setBusy(false));
  };
  if (step) return <Lazy load={loadSecondStep} props={{ step, onIn: toMe, onAgain: () => router.history.push(paths.signIn) }} />;
  if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429) {
    return (
      <AuthFrame title={t('linkGone')} text={t('linkGoneText')}>
        <ToSignIn />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t('linkTitle')} text={t('linkText')}>
      <div className="auth-fields">
        {error !== null && <ErrorState error={error} small />}
        <Button kind="primary" busy={busy} onClick={enter}>
          {t('signIn')}
        </Button>
        <ToSignIn />
      </div>
    </AuthFrame>
  );
}

interface Invitation {
  readonly company: string;
  readonly name: string;
  readonly email: string;
  /** The person has an account already and joins with its password. */
  readonly existing?: boolean;
}

export function InvitePage() {
  const { t } = useTranslation('auth');
  const token = useToken();
  const router = useRouter();
  const [step, setStep] = useState<SignInStep | null>(null);
  const path = `/invitations/${encodeURIComponent(token)}`;
  const { data, error, refetch } = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => api.get<Invitation>(path, { signal, quiet401: true }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const gone = error instanceof ApiError && error.status >= 400 && error.status < 500;
  const to = (path: string) => () => router.history.push(path);
  if (step) return <Lazy load={loadSecondStep} props={{ step, onIn: to(paths.home), onAgain: to(paths.signIn) }} />;
  if (gone)
    return (
      <AuthFrame title={t('linkGone')} text={t('linkGoneText')}>
        <ToSignIn />
      </AuthFrame>
    );
  if (error)
    return (
      <AuthFrame title={t('inviteAccept')}>
        <ErrorState error={error} onRetry={() => void refetch()} small />
      </AuthFrame>
    );
  if (!data)
    return (
      <AuthFrame title={t('inviteAccept')}>
        <Skeleton lines={3} />
      </AuthFrame>
    );
  return (
    <AuthFrame
      title={t('inviteTitle', { company: data.company })}
      text={t(data.existing ? 'inviteExisting' : 'inviteText', { name: data.name })}
    >
      <p className="auth-fixed">
        <span>{t('email')}</span>
        {data.email}
      </p>
      <NewPassword
        existing={data.existing ?? false}
        onStep={setStep}
        path={`${path}/accept`}
        action={t('inviteAccept')}
        done={t('resetDone')}
      />
    </AuthFrame>
  );
}
