import { useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { DeliveriesDrawer } from './DeliveriesDrawer.tsx';
import { type Secret, useWebhooks, type Webhook } from './data.ts';
import { SecretDialog } from './SecretDialog.tsx';
import { Section } from './Section.tsx';
import { WebhookDrawer } from './WebhookDrawer.tsx';
import { WebhookLine } from './WebhookLine.tsx';

/** Addresses that are told of events. */
export function WebhookSection() {
  const { t } = useTranslation('openApi');
  const webhooks = useWebhooks();
  const [open, setOpen] = useState<Webhook | 'new' | null>(null);
  const [logOf, setLogOf] = useState<Webhook | null>(null);
  const [secrets, setSecrets] = useState<readonly Secret[]>([]);
  const show = (value: string) => setSecrets([{ label: 'webhook', value }]);
  return (
    <Section
      id="api-webhooks"
      title={t('hooks.title')}
      text={t('hooks.text')}
      actions={
        <Button size="sm" icon="plus" onClick={() => setOpen('new')}>
          {t('hooks.create')}
        </Button>
      }
    >
      {webhooks.error && <ErrorState error={webhooks.error} small onRetry={() => void webhooks.refetch()} />}
      {webhooks.data?.length === 0 && <p className="sub none">{t('hooks.none')}</p>}
      <ul className="api-list">
        {webhooks.data?.map((webhook) => (
          <WebhookLine key={webhook.id} webhook={webhook} onEdit={() => setOpen(webhook)} onLog={() => setLogOf(webhook)} onSecret={show} />
        ))}
      </ul>
      {open && (
        <WebhookDrawer
          webhook={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
          onMade={(secret) => {
            setOpen(null);
            show(secret);
          }}
        />
      )}
      {logOf && <DeliveriesDrawer webhook={logOf} onClose={() => setLogOf(null)} />}
      {secrets.length > 0 && <SecretDialog secrets={secrets} onClose={() => setSecrets([])} />}
    </Section>
  );
}
