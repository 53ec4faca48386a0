import { useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { AppDrawer } from './AppDrawer.tsx';
import { type App, openApiChanged, type Secret, useApps } from './data.ts';
import { KeyNote } from './KeyNote.tsx';
import { MoreMenu } from './MoreMenu.tsx';
import { SecretDialog } from './SecretDialog.tsx';
import { Section } from './Section.tsx';

export const secretsOf = (app: { clientId: string; clientSecret: string }): readonly Secret[] => [
  { label: 'clientId', value: app.clientId },
  { label: 'clientSecret', value: app.clientSecret },
];

function AppLine({
  app,
  onEdit,
  onSecrets,
}: {
  readonly app: App;
  readonly onEdit: () => void;
  readonly onSecrets: (secrets: readonly Secret[]) => void;
}) {
  const { t } = useTranslation('openApi');
  const { name } = app;
  const act = async (verb: 'renew' | 'remove', work: () => Promise<unknown>) => {
    const sure = await confirm({
      title: t(`apps.${verb}Title`, { name }),
      text: t(`apps.${verb}Text`),
      confirm: t(`apps.${verb}`),
      danger: true,
    });
    if (!sure) return;
    await work().then(openApiChanged).catch(toast.error);
  };
  const renew = async () => onSecrets(secretsOf(await api.post<App & { clientSecret: string }>(`/api-apps/${app.id}/secret`)));
  return (
    <li>
      <Icon name="bolt" size={20} />
      <span className="what">
        <b>{name}</b>
        <code>{app.clientId}</code>
        <KeyNote entry={app} whose />
      </span>
      <MoreMenu
        label={t('hooks.more', { name })}
        items={[
          { key: 'edit', icon: 'pencil', label: t('edit'), onSelect: onEdit },
          { key: 'renew', icon: 'refresh', label: t('apps.renew'), onSelect: () => void act('renew', renew) },
          {
            key: 'remove',
            icon: 'trash',
            label: t('apps.remove'),
            danger: true,
            onSelect: () => void act('remove', () => api.delete(`/api-apps/${app.id}`)),
          },
        ]}
      />
    </li>
  );
}

/** Programs that sign in by themselves. */
export function AppSection() {
  const { t } = useTranslation('openApi');
  const apps = useApps();
  const [open, setOpen] = useState<App | 'new' | null>(null);
  const [secrets, setSecrets] = useState<readonly Secret[]>([]);
  return (
    <Section
      id="api-apps"
      title={t('apps.title')}
      text={t('apps.text')}
      actions={
        <Button size="sm" icon="plus" onClick={() => setOpen('new')}>
          {t('apps.create')}
        </Button>
      }
    >
      {apps.error && <ErrorState error={apps.error} small onRetry={() => void apps.refetch()} />}
      {apps.data?.length === 0 && <p className="sub none">{t('apps.none')}</p>}
      <ul className="api-list">
        {apps.data?.map((app) => (
          <AppLine key={app.id} app={app} onEdit={() => setOpen(app)} onSecrets={setSecrets} />
        ))}
      </ul>
      {open && (
        <AppDrawer
          app={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
          onMade={(made) => {
            setOpen(null);
            setSecrets(secretsOf(made));
          }}
        />
      )}
      {secrets.length > 0 && <SecretDialog secrets={secrets} onClose={() => setSecrets([])} />}
    </Section>
  );
}
