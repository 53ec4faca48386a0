import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { CodeInput } from './CodeInput.tsx';
import type { NewSecret } from './data.ts';
import { Qr } from './Qr.tsx';
import './security.css';

/** Sets the second step up: the picture, the key to type, the first code. Used in one's own settings and at the door. */
export function Enrol({ start, confirm }: { readonly start: () => Promise<NewSecret>; readonly confirm: (code: string) => Promise<void> }) {
  const { t } = useTranslation('security');
  const [code, setCode] = useState('');
  // asked once for as long as this is shown: every asking makes a new secret
  const once = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false, refetchOnReconnect: false } as const;
  const { data: secret, error: fault } = useQuery({ queryKey: ['two-step-secret'], queryFn: start, ...once });
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    if (!/^\d{6}$/.test(code)) {
      const message = t('wrongCode');
      throw new ApiError(422, { code: 'INVALID_VALUE', title: message, errors: [{ field: 'code', code: 'INVALID_VALUE', message }] });
    }
    await confirm(code);
  });
  if (fault) return <ErrorState error={fault} small />;
  if (!secret) return <Skeleton lines={5} />;
  return (
    <form ref={form} onSubmit={onSubmit} className="sec-enrol" noValidate>
      <FormProblem error={error} fields={['code']} />
      <p>{t('twoStep.scan')}</p>
      <Qr text={secret.uri} label={t('twoStep.qr')} />
      <p className="note">{t('twoStep.byHand')}</p>
      <code>{secret.secret.match(/.{1,4}/g)?.join(' ')}</code>
      <Field label={t('twoStep.code')} error={problem('code')}>
        {(control) => <CodeInput {...control} value={code} onChange={setCode} />}
      </Field>
      <Button kind="primary" type="submit" busy={busy}>
        {t('twoStep.confirm')}
      </Button>
    </form>
  );
}
