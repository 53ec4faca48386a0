import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { type SignInStep, signUp } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import { looksLikeEmail, useAuthForm } from './form.ts';
import { FormFailure, PasswordInput } from './parts.tsx';
import { Promises } from './SignInPage.tsx';
import { loadSecondStep } from './second-step.ts';

export function SignUpPage() {
  const { t } = useTranslation('auth');
  const router = useRouter();
  const [sampleData, setSampleData] = useState(true);
  const [step, setStep] = useState<SignInStep | null>(null);
  const enter = () => router.history.push(paths.home);
  const { form, problems, failure, busy, bind, submit } = useAuthForm({
    fields: ['company', 'name', 'email', 'password'],
    check: (field, value) => {
      if (field === 'password') return !value ? t('fillPassword') : value.length < 8 ? t('shortPassword') : undefined;
      if (field === 'email') return !value.trim() ? t('fillEmail') : looksLikeEmail(value) ? undefined : t('badEmail');
      return value.trim() ? undefined : t(field === 'company' ? 'fillCompany' : 'fillName');
    },
    send: async (values) => {
      const missing = await signUp({
        company: values.company.trim(),
        name: values.name.trim(),
        email: values.email.trim(),
        password: values.password,
        sampleData,
      });
      if (missing) setStep(missing);
      else enter();
    },
  });
  if (step) return <Lazy load={loadSecondStep} props={{ step, onIn: enter, onAgain: () => router.history.push(paths.signIn) }} />;
  return (
    <AuthFrame title={t('signUp')} text={t('signUpText')} aside={<Promises />}>
      <form ref={form} noValidate onSubmit={submit} className="auth-fields">
        <FormFailure error={failure} />
        <Field label={t('company')} error={problems['company']}>
          {(control) => <input className="inp" autoComplete="organization" maxLength={120} {...control} {...bind('company')} />}
        </Field>
        <Field label={t('name')} error={problems['name']}>
          {(control) => <input className="inp" autoComplete="name" maxLength={60} {...control} {...bind('name')} />}
        </Field>
        <Field label={t('email')} error={problems['email']}>
          {(control) => <input className="inp" type="email" autoComplete="username" {...control} {...bind('email')} />}
        </Field>
        <Field label={t('password')} hint={t('passwordHint')} error={problems['password']}>
          {(control) => <PasswordInput autoComplete="new-password" {...control} {...bind('password')} />}
        </Field>
        <label className="auth-check">
          <input type="checkbox" className="cb" checked={sampleData} onChange={(event) => setSampleData(event.target.checked)} />
          <span>
            {t('sampleData')}
            <small className="note">{t('sampleHint')}</small>
          </span>
        </label>
        <Button kind="primary" type="submit" busy={busy}>
          {t('signUpNow')}
        </Button>
        <p className="auth-other">
          {t('haveAccount')}
          <Link to={paths.signIn}>{t('signIn')}</Link>
        </p>
      </form>
    </AuthFrame>
  );
}
