import { useState } from 'react';
import { api } from '../data/api.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { ConnectDrawer } from './ConnectDrawer.tsx';
import { type Connection, PLATFORMS, type Platform, useConnections, workAppsChanged } from './data.ts';
import { PeopleDrawer } from './PeopleDrawer.tsx';
import './work-apps.css';

/** Asks the platform and says what it says. */
function TestButton({ platform }: { readonly platform: Platform }) {
  const { t } = useTranslation('workApps');
  const [busy, setBusy] = useState(false);
  const test = () => {
    setBusy(true);
    api
      .post<{ works: boolean; failure: string | null }>(`/work-apps/${platform}/test`)
      .then(async ({ works, failure }) => {
        if (works) toast.ok(t('works'));
        else toast.info(failure ?? '');
        await workAppsChanged();
      })
      .catch(toast.error)
      .finally(() => setBusy(false));
  };
  return (
    <Button busy={busy} onClick={test}>
      {t('test')}
    </Button>
  );
}

interface CardProps {
  readonly platform: Platform;
  readonly connection: Connection | undefined;
  readonly onSetUp: () => void;
  readonly onPeople: () => void;
}

function PlatformCard({ platform, connection, onSetUp, onPeople }: CardProps) {
  const { t } = useTranslation('workApps');
  const can = useCan();
  const name = t(`name.${platform}`);
  const remove = async () => {
    if (!(await confirm({ title: t('removeTitle', { name }), text: t('removeText'), confirm: t('remove'), danger: true }))) return;
    await api.delete(`/work-apps/${platform}`).then(workAppsChanged).catch(toast.error);
  };
  return (
    <section className="card work-app" aria-labelledby={`work-app-${platform}`}>
      <h2 id={`work-app-${platform}`}>
        {name}
        {connection && (
          <Tag small tone={connection.failure ? 'bad' : 'ok'}>
            {t(connection.failure ? 'failing' : 'connected')}
          </Tag>
        )}
      </h2>
      {connection ? (
        <p className="sub">
          {t('state', { id: connection.appId, people: connection.people })}
          {connection.unknown > 0 && ` · ${t('unknownPeople', { count: connection.unknown })}`}
          {` · ${t(connection.signIn ? 'signInOn' : 'signInOff')}`}
        </p>
      ) : (
        <p className="sub">{t(`about.${platform}`)}</p>
      )}
      {connection?.failure && (
        <p className="alert bad">
          <Icon name="warn" />
          <span>{connection.failure}</span>
        </p>
      )}
      <div className="set-acts">
        <Button aria-label={t(connection ? 'changeOf' : 'connectOf', { name })} onClick={onSetUp}>
          {t(connection ? 'change' : 'connect')}
        </Button>
        {connection && <TestButton platform={platform} />}
        {connection && can('users.manage') && (
          <Button aria-label={t('peopleOf', { name })} onClick={onPeople}>
            {t('people')}
          </Button>
        )}
        {connection && (
          <Button kind="ghost" aria-label={t('removeOf', { name })} onClick={() => void remove()}>
            {t('remove')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** `/settings/work-apps` */
export function WorkAppsPage() {
  const { t } = useTranslation('workApps');
  const { data, error, refetch } = useConnections();
  const [open, setOpen] = useState<{ platform: Platform; what: 'setUp' | 'people' } | null>(null);
  const of = (platform: Platform) => data?.items.find((one) => one.platform === platform);
  return (
    <SettingsFrame page="workApps" text={t('intro')}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={9} />}
      {data &&
        PLATFORMS.map((platform) => (
          <PlatformCard
            key={platform}
            platform={platform}
            connection={of(platform)}
            onSetUp={() => setOpen({ platform, what: 'setUp' })}
            onPeople={() => setOpen({ platform, what: 'people' })}
          />
        ))}
      {data && open?.what === 'setUp' && (
        <ConnectDrawer platform={open.platform} connection={of(open.platform)} addresses={data.addresses} onClose={() => setOpen(null)} />
      )}
      {open?.what === 'people' && <PeopleDrawer platform={open.platform} onClose={() => setOpen(null)} />}
    </SettingsFrame>
  );
}
