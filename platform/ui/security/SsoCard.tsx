import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SsoDrawer } from './SsoDrawer.tsx';

export type SsoKind = 'oidc' | 'saml';

export interface SsoConnection {
  readonly kind: SsoKind;
  readonly enabled: boolean;
  readonly hasSecret: boolean;
  readonly settings: {
    readonly domains: readonly string[];
    readonly createUsers: boolean;
    readonly role: string | null;
    readonly department: string | null;
    readonly [name: string]: unknown;
  };
}

export interface SsoAddresses {
  readonly redirectUri: string;
  readonly entityId: string;
  readonly acs: string;
  readonly signIn: string;
}

const KINDS = ['oidc', 'saml'] as const;
/** Proper names, alike in both languages. */
export const SSO_NAMES = { oidc: 'OpenID Connect', saml: 'SAML 2.0' } as const;
export const ssoChanged = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ['sso'] });

/** The company's own sign-in services. */
export function SsoCard() {
  const { t } = useTranslation('security');
  const [open, setOpen] = useState<SsoKind | null>(null);
  const { data } = useQuery({
    queryKey: ['sso'],
    queryFn: ({ signal }) => api.get<{ items: readonly SsoConnection[]; addresses: SsoAddresses }>('/sso', { signal }),
  });
  if (!data) return null;
  const of = (kind: SsoKind) => data.items.find((item) => item.kind === kind);
  const remove = async (kind: SsoKind) => {
    const title = t('settings.removeTitle', { name: SSO_NAMES[kind] });
    if (!(await confirm({ title, text: t('settings.removeText'), confirm: t('settings.remove'), danger: true }))) return;
    await api.delete(`/sso/${kind}`).then(ssoChanged).catch(toast.error);
  };
  return (
    <section className="card sec-card" aria-labelledby="sec-sso">
      <h2 id="sec-sso">{t('settings.sso')}</h2>
      <p className="sub">{t('settings.ssoText')}</p>
      <ul className="sec-list">
        {KINDS.map((kind) => {
          const known = of(kind);
          return (
            <li key={kind}>
              <span>
                {SSO_NAMES[kind]}
                <span className="note">
                  {known ? String(known.settings['issuer'] ?? known.settings['entityId']) : t(`settings.${kind}Text`)}
                </span>
              </span>
              {known && (
                <Tag small tone={known.enabled ? 'ok' : 'neutral'}>
                  {t(known.enabled ? 'on' : 'off')}
                </Tag>
              )}
              {known && (
                <Button size="sm" aria-label={`${t('settings.remove')} ${SSO_NAMES[kind]}`} onClick={() => void remove(kind)}>
                  {t('settings.remove')}
                </Button>
              )}
              <Button size="sm" aria-label={`${t('settings.setUp')} ${SSO_NAMES[kind]}`} onClick={() => setOpen(kind)}>
                {t('settings.setUp')}
              </Button>
            </li>
          );
        })}
      </ul>
      {open && <SsoDrawer kind={open} connection={of(open)} addresses={data.addresses} onClose={() => setOpen(null)} />}
    </section>
  );
}
