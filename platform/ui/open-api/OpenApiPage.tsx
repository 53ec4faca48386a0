import { useTranslation } from '../i18n/index.ts';
import { SettingsFrame } from '../settings/Frame.tsx';
import { AppSection } from './AppSection.tsx';
import { LimitsForm } from './LimitsForm.tsx';
import { TokenSection } from './TokenSection.tsx';
import { WebhookSection } from './WebhookSection.tsx';
import './open-api.css';

/** 开放接口: who may call, and who is called. */
export function OpenApiPage() {
  const { t } = useTranslation('openApi');
  return (
    <SettingsFrame page="api" text={t('text')}>
      <WebhookSection />
      <AppSection />
      <TokenSection of="all" />
      <LimitsForm />
    </SettingsFrame>
  );
}
