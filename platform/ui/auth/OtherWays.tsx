import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { receive, type Session, type SignInStep } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';
import { passkeysWork } from '../security/data.ts';

interface SsoEntrance {
  readonly tenant: number;
  readonly company: string;
  readonly kind: string;
  readonly start: string;
}

/** A company's own services; other kinds are work platforms. */
const SSO = ['oidc', 'saml'];

const find = (query: { email?: string; company?: string }) =>
  api.get<{ items: readonly SsoEntrance[] }>('/auth/sso', { query, quiet401: true }).then((answer) => answer.items);

async function byPasskey(): Promise<SignInStep | null> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { flow, options } = await api.post<{ flow: string; options: Parameters<typeof startAuthentication>[0]['optionsJSON'] }>(
    '/auth/passkey/options',
    undefined,
    { quiet401: true },
  );
  const response = await startAuthentication({ optionsJSON: options });
  return receive(await api.post<Session | SignInStep>('/auth/passkey', { flow, response }, { quiet401: true }));
}

/** Signing in without a password: a passkey, or the company's own sign-in service. */
export function OtherWays({
  company,
  next,
  readEmail,
  onIn,
}: {
  /** Given by the company's own address of this page. */
  readonly company: string;
  readonly next: string;
  /** The e-mail in the form, or undefined after focus went to it because it is missing. */
  readonly readEmail: () => string | undefined;
  readonly onIn: (step: SignInStep | null) => void;
}) {
  const { t } = useTranslation('auth');
  const [busy, setBusy] = useState('');
  const [found, setFound] = useState<readonly SsoEntrance[]>([]);
  const own = useQuery({ queryKey: ['sso-of', company], queryFn: () => find({ company }), enabled: company !== '' });
  const go = ({ start }: SsoEntrance, email = '') =>
    location.assign(`${start}?${new URLSearchParams({ next, ...(email ? { email } : {}) })}`);
  const passkey = async () => {
    setBusy('passkey');
    try {
      onIn(await byPasskey());
    } catch (cause) {
      // the browser's window was closed: nothing went wrong
      if (!(cause instanceof Error && ['NotAllowedError', 'AbortError'].includes(cause.name))) toast.error(cause);
    } finally {
      setBusy('');
    }
  };
  const discover = async () => {
    const email = readEmail();
    if (email === undefined) return;
    setBusy('sso');
    try {
      const items = await find({ email });
      const [only] = items;
      if (items.length === 1 && only) go(only, email);
      else if (items.length === 0) toast.info(t('noSso'));
      else setFound(items);
    } catch (cause) {
      toast.error(cause);
    } finally {
      setBusy('');
    }
  };
  const entrances = [...(own.data ?? []), ...found];
  return (
    <div className="auth-ways">
      {entrances.map((entrance) => (
        <Button key={entrance.start} icon="account" onClick={() => go(entrance)}>
          {t(SSO.includes(entrance.kind) ? 'ssoOf' : `workAppOf.${entrance.kind}`, { company: entrance.company })}
        </Button>
      ))}
      <div>
        {passkeysWork() && (
          <Button icon="lock" busy={busy === 'passkey'} onClick={() => void passkey()}>
            {t('byPasskey')}
          </Button>
        )}
        {entrances.length === 0 && (
          <Button icon="department" busy={busy === 'sso'} onClick={() => void discover()}>
            {t('bySso')}
          </Button>
        )}
      </div>
    </div>
  );
}
