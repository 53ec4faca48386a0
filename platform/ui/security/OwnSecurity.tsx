import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../i18n/index.ts';
import { ErrorState } from '../primitives/states.tsx';
import { securityQuery } from './data.ts';
import { Passkeys } from './Passkeys.tsx';
import { TwoStep } from './TwoStep.tsx';
import './security.css';

/** 登录安全 on one's own page: second step and passkeys; password and devices stand beside it. */
export function OwnSecurity() {
  const { t } = useTranslation('security');
  const { data, error, refetch } = useQuery(securityQuery);
  if (error && !data) return <ErrorState error={error} small onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <section className="card sec-own" aria-labelledby="sec-own">
      <h2 id="sec-own">{t('title')}</h2>
      {!data.own && <p className="sub">{t('notOwn')}</p>}
      <TwoStep twoStep={data.twoStep} mayChange={data.own} />
      <Passkeys passkeys={data.passkeys} mayChange={data.own} />
    </section>
  );
}
