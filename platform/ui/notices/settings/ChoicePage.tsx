import { useTranslation } from '../../i18n/index.ts';
import { SettingsFrame } from '../../settings/Frame.tsx';
import { ChoiceForm } from './ChoiceForm.tsx';

/** `/settings/notifications` */
export function ChoicePage() {
  const { t } = useTranslation('notices');
  return (
    <SettingsFrame page="notifications" text={t('choice.intro')}>
      <ChoiceForm circle="me" />
    </SettingsFrame>
  );
}
