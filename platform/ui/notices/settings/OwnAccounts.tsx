import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../data/api.ts';
import { useSession } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { Tag } from '../../primitives/Tag.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { workAppsChanged } from '../../work-apps/data.ts';

interface OwnAccount {
  readonly platform: string;
  readonly account: string | null;
  readonly unknownAt: string | null;
}

function Account({ own: { platform, account, unknownAt } }: { readonly own: OwnAccount }) {
  const { t } = useTranslation('workApps');
  const { user } = useSession();
  const [busy, setBusy] = useState(false);
  const name = t(`name.${platform}`);
  const bind = () => {
    setBusy(true);
    api.post<{ url: string }>(`/auth/work-apps/${platform}/link`).then(
      ({ url }) => location.assign(url),
      (cause: unknown) => {
        setBusy(false);
        toast.error(cause);
      },
    );
  };
  const unbind = () => api.delete(`/work-apps/${platform}/people/${user.id}`).then(workAppsChanged).catch(toast.error);
  return (
    <li>
      <Icon name="link" size={16} />
      <span className="dv">
        {account ? t('own.bound', { name }) : name}{' '}
        {unknownAt && (
          <Tag small tone="warn">
            {t('unknown')}
          </Tag>
        )}
        {account && <span className="note">{account}</span>}
      </span>
      {account && (
        <Button kind="link" aria-label={t('own.unbindNamed', { name })} onClick={() => void unbind()}>
          {t('own.unbind')}
        </Button>
      )}
      {(!account || unknownAt) && (
        <Button busy={busy} onClick={bind}>
          {t('own.bind', { name })}
        </Button>
      )}
    </li>
  );
}

/** Who one is at the company's work platforms, said by signing in there. Nothing where it has connected none. */
export function OwnAccounts() {
  const { t } = useTranslation('workApps');
  const { workApp } = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const { data } = useQuery({
    queryKey: ['work-apps', 'mine'],
    queryFn: ({ signal }) => api.get<{ items: readonly OwnAccount[] }>('/work-apps/mine', { signal }),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <section className="notice-choice" aria-labelledby="own-work-apps">
      <h2 id="own-work-apps">{t('own.title')}</h2>
      <p className="hint">{t('own.hint')}</p>
      {(workApp === 'linked' || workApp === 'taken') && (
        <p className={workApp === 'linked' ? 'alert ok' : 'alert warn'} role="status">
          {t(`own.${workApp}`)}
        </p>
      )}
      <ul className="push-devices" aria-label={t('own.title')}>
        {data.items.map((own) => (
          <Account key={own.platform} own={own} />
        ))}
      </ul>
    </section>
  );
}
