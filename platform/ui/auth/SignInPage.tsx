import { useQuery } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type DemoCompany, demoQuery, enterDemo, type SignInStep, signIn } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths, safeNext } from '../links.ts';
import { AccountMark, Avatar } from '../primitives/Avatar.tsx';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { toast } from '../primitives/Toast.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { looksLikeEmail, looksLikeMobile, useAuthForm } from './form.ts';
import { OtherWays } from './OtherWays.tsx';
import { FormFailure, PasswordInput } from './parts.tsx';
import { loadSecondStep } from './second-step.ts';

const SSO_PROBLEMS = ['notLinked', 'failed', 'off', 'unverified', 'domain', 'noAccount', 'inactive', 'network'];

function useAsked() {
  const { next, company, problem } = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  return { next: safeNext(next), company: /^\d{1,9}$/.test(String(company)) ? String(company) : '', problem: String(problem ?? '') };
}

function useEnter() {
  const router = useRouter();
  const { next } = useAsked();
  return () => router.history.push(next);
}

/** Why somebody who came back from the company's sign-in service is not in. */
function SsoProblem({ problem }: { readonly problem: string }) {
  const { t } = useTranslation('auth');
  if (!SSO_PROBLEMS.includes(problem)) return null;
  return (
    <p className="alert bad" role="alert">
      <Icon name="warn" />
      <span>{t(`problem.${problem}`)}</span>
    </p>
  );
}

/** One-click roles of the demonstration, each with what waits for that person today. */
function Demo({ demo }: { readonly demo: DemoCompany }) {
  const { t } = useTranslation('auth');
  const enter = useEnter();
  const [busy, setBusy] = useState('');
  const go = (role: string) => {
    setBusy(role);
    enterDemo(role)
      .then(enter)
      .catch(toast.error)
      .finally(() => setBusy(''));
  };
  return (
    <>
      <h2>{t('demoTitle')}</h2>
      <p className="auth-text">{t('demoText')}</p>
      <p className="demo-company">
        <AccountMark name={demo.company} size={24} />
        <b>{demo.company}</b>
      </p>
      <ul className="demo-people">
        {demo.people.map((person) => (
          <li key={person.email}>
            <button
              type="button"
              aria-label={t('demoEnter', { name: person.name, title: person.title })}
              aria-busy={busy === person.role || undefined}
              disabled={busy !== '' && busy !== person.role}
              onClick={() => go(person.role)}
            >
              <Avatar name={person.name} size={40} />
              <span className="w">
                <span>
                  <b>{person.name}</b> {person.title}
                </span>
                {person.note && <small>{person.note}</small>}
              </span>
              <Icon name="arrow" size={18} />
            </button>
          </li>
        ))}
      </ul>
      <p className="demo-own">
        <Link to={paths.signUp}>{t('ownData')}</Link>
      </p>
      <Promises />
    </>
  );
}

export function Promises() {
  const { t } = useTranslation('auth');
  return (
    <ol className="promises">
      {([1, 2, 3] as const).map((step) => (
        <li key={step}>
          <Ring size={26} steps={3} done={step} />
          <div>
            <h2>{t(`aside${step}`)}</h2>
            <p>{t(`aside${step}Text`)}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}

export function SignInPage() {
  const { t } = useTranslation('auth');
  const enter = useEnter();
  const demo = useQuery(demoQuery);
  const asked = useAsked();
  const [step, setStep] = useState<SignInStep | null>(null);
  const onIn = (missing: SignInStep | null) => (missing ? setStep(missing) : enter());
  const { form, problems, failure, busy, bind, submit, need } = useAuthForm({
    fields: ['email', 'password'],
    check: (field, value) => {
      if (field === 'password') return value ? undefined : t('fillPassword');
      if (!value.trim()) return t('fillAccount');
      return looksLikeEmail(value) || looksLikeMobile(value) ? undefined : t('badAccount');
    },
    send: async ({ email, password }) => {
      onIn(await signIn(email.trim(), password));
    },
  });
  if (step) return <Lazy load={loadSecondStep} props={{ step, onIn: enter, onAgain: () => setStep(null) }} />;
  const aside = demo.data ? <Demo demo={demo.data} /> : demo.isPending ? undefined : <Promises />;
  return (
    <AuthFrame title={t('signIn')} text={t('slogan')} aside={aside ?? <span />}>
      <form ref={form} noValidate onSubmit={submit} className="auth-fields">
        {!failure && <SsoProblem problem={asked.problem} />}
        <FormFailure error={failure} />
        <Field label={t('account')} error={problems['email']}>
          {(control) => (
            <input
              className="inp"
              inputMode="email"
              autoCapitalize="none"
              spellCheck={false}
              autoComplete="username"
              {...control}
              {...bind('email')}
            />
          )}
        </Field>
        <Field label={t('password')} error={problems['password']}>
          {(control) => <PasswordInput autoComplete="current-password" {...control} {...bind('password')} />}
        </Field>
        <Button kind="primary" type="submit" busy={busy}>
          {t('signIn')}
        </Button>
        <p className="note auth-row">
          <span>{t('remember')}</span>
          <Link to={paths.forgot}>{t('forgot')}</Link>
        </p>
        <OtherWays
          company={asked.company}
          next={asked.next}
          readEmail={() => need('email', (value) => (looksLikeEmail(value) ? undefined : t(value ? 'ssoNeedsEmail' : 'fillEmail')))}
          onIn={onIn}
        />
        <p className="auth-other">
          {t('noAccount')}
          <Link to={paths.signUp}>{t('toSignUp')}</Link>
        </p>
      </form>
    </AuthFrame>
  );
}
