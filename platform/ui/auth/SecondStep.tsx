import { useState } from 'react';
import { ApiError, api } from '../data/api.ts';
import { adoptSession, type Session, type SignInStep } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { CodeInput } from '../security/CodeInput.tsx';
import { Codes } from '../security/Codes.tsx';
import { Enrol } from '../security/Enrol.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { AuthFrame } from './AuthFrame.tsx';
import '../security/security.css';

interface Props {
  readonly step: SignInStep;
  /** The person is in. */
  readonly onIn: () => void;
  /** Begins the sign-in anew. */
  readonly onAgain: () => void;
}

const quiet = { quiet401: true };

function CodeStep({ step, onIn, onAgain }: Props) {
  const { t } = useTranslation('auth');
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    adoptSession(await api.post<Session>('/auth/login/code', { flow: step.flow, code }, quiet));
    onIn();
  });
  const expired = error instanceof ApiError && error.status === 401;
  return (
    <AuthFrame title={t('codeTitle')} text={t(recovery ? 'recoveryText' : 'codeText')}>
      <form ref={form} noValidate onSubmit={onSubmit} className="auth-fields">
        <FormProblem error={error} fields={['code']} />
        <Field key={String(recovery)} label={t(recovery ? 'recoveryCode' : 'code')} error={problem('code')}>
          {(control) => <CodeInput {...control} value={code} onChange={setCode} digitsOnly={!recovery} />}
        </Field>
        {expired ? (
          <Button kind="primary" onClick={onAgain}>
            {t('again')}
          </Button>
        ) : (
          <Button kind="primary" type="submit" busy={busy} disabled={code.trim() === ''}>
            {t('signIn')}
          </Button>
        )}
        <p className="note auth-row">
          <Button
            kind="link"
            onClick={() => {
              setRecovery(!recovery);
              setCode('');
            }}
          >
            {t(recovery ? 'useCode' : 'useRecovery')}
          </Button>
          <Button kind="link" onClick={onAgain}>
            {t('toSignIn')}
          </Button>
        </p>
        <p className="note">{t('lostBoth')}</p>
      </form>
    </AuthFrame>
  );
}

function EnrolStep({ step, onIn }: Props) {
  const { t } = useTranslation('auth');
  const [made, setMade] = useState<{ readonly codes: readonly string[]; readonly session: Session } | null>(null);
  if (made)
    return (
      <AuthFrame title={t('codes.title', { ns: 'security' })}>
        <Codes
          codes={made.codes}
          onDone={() => {
            adoptSession(made.session);
            onIn();
          }}
        />
      </AuthFrame>
    );
  return (
    <AuthFrame title={t('enrolTitle')} text={t('enrolText')}>
      <Enrol
        start={() => api.post('/auth/login/enrol', { flow: step.flow }, quiet)}
        confirm={async (code) => setMade(await api.post('/auth/login/confirm', { flow: step.flow, code }, quiet))}
      />
    </AuthFrame>
  );
}

/** What comes after the password: the code, or setting the second step up where the company asks for one. */
export function SecondStep(props: Props) {
  return props.step.step === 'code' ? <CodeStep {...props} /> : <EnrolStep {...props} />;
}
