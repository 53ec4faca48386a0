import { useLabel } from '@huanke/platform/ui';
import { SettingsFrame } from '@huanke/platform/ui/settings';
import { texts } from '../texts.ts';
import { DropMailbox } from './DropMailbox.tsx';
import { Providers } from './Providers.tsx';
import '../web.css';

/** 邮件接入: by what ways e-mails of the company's people come in. */
export function IntakePage() {
  const text = useLabel();
  return (
    <SettingsFrame page="mailIntake" text={text(texts.intake)}>
      <Providers />
      <DropMailbox />
    </SettingsFrame>
  );
}
