import { useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { openApiChanged, type Try, type Webhook } from './data.ts';
import { MoreMenu } from './MoreMenu.tsx';
import { useReason } from './reason.ts';

function State({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation('openApi');
  const { active, paused, failures, waiting, dead } = webhook;
  return (
    <>
      {active && failures === 0 && (
        <Tag small tone="ok">
          {t('hooks.on')}
        </Tag>
      )}
      {active && failures > 0 && (
        <Tag small tone="warn">
          {t('hooks.trouble', { count: failures })}
        </Tag>
      )}
      {!active && (
        <Tag small tone={paused ? 'bad' : 'neutral'}>
          {t(paused === 'failing' ? 'hooks.failing' : paused === 'user' ? 'hooks.userGone' : 'hooks.off')}
        </Tag>
      )}
      {waiting > 0 && <Tag small>{t('hooks.waiting', { count: waiting })}</Tag>}
      {dead > 0 && (
        <Tag small tone="bad">
          {t('hooks.dead', { count: dead })}
        </Tag>
      )}
    </>
  );
}

/** One webhook with how it stands, and what can be done with it. */
export function WebhookLine({
  webhook,
  onEdit,
  onLog,
  onSecret,
}: {
  readonly webhook: Webhook;
  readonly onEdit: () => void;
  readonly onLog: () => void;
  readonly onSecret: (secret: string) => void;
}) {
  const { t } = useTranslation('openApi');
  const reasonOf = useReason();
  const [testing, setTesting] = useState(false);
  const { id, name, active } = webhook;
  const path = `/webhooks/${id}`;
  const done = (work: Promise<unknown>) => work.then(openApiChanged).catch(toast.error);
  const test = async () => {
    setTesting(true);
    try {
      const result = await api.post<Try>(`${path}/test`);
      if (result.status !== undefined && result.status < 300) toast.ok(t('hooks.testOk', { status: result.status }));
      else toast.info(t('hooks.testBad', { reason: reasonOf(result) }));
    } catch (cause) {
      toast.error(cause);
    } finally {
      setTesting(false);
    }
  };
  const renew = async () => {
    if (!(await confirm({ title: t('hooks.renewTitle', { name }), text: t('hooks.renewText'), confirm: t('hooks.renew') }))) return;
    await done(api.post<{ secret: string }>(`${path}/secret`).then(({ secret }) => onSecret(secret)));
  };
  const remove = async () => {
    const question = {
      title: t('hooks.removeTitle', { name }),
      text: t('hooks.removeText', { count: webhook.waiting }),
      confirm: t('hooks.remove'),
    };
    if (await confirm({ ...question, danger: true })) await done(api.delete(path));
  };
  return (
    <li>
      <Icon name="send" size={20} />
      <span className="what">
        <b>{name}</b> <State webhook={webhook} />
        <code>{webhook.url}</code>
        <span className="note">{[webhook.events.join('、'), t('as', { name: webhook.user.title })].join(' · ')}</span>
      </span>
      <span className="acts">
        <Button size="sm" busy={testing} aria-label={`${t('hooks.test')} ${name}`} onClick={() => void test()}>
          {t('hooks.test')}
        </Button>
        <Button size="sm" aria-label={`${t('log.open')} ${name}`} onClick={onLog}>
          {t('log.open')}
        </Button>
        <MoreMenu
          label={t('hooks.more', { name })}
          items={[
            { key: 'edit', icon: 'pencil', label: t('edit'), onSelect: onEdit },
            {
              key: 'switch',
              icon: active ? 'minus' : 'play',
              label: t(active ? 'hooks.switchOff' : 'hooks.switchOn'),
              onSelect: () => void done(api.patch(path, { active: !active })),
            },
            { key: 'renew', icon: 'refresh', label: t('hooks.renew'), onSelect: () => void renew() },
            { key: 'remove', icon: 'trash', label: t('hooks.remove'), danger: true, onSelect: () => void remove() },
          ]}
        />
      </span>
    </li>
  );
}
