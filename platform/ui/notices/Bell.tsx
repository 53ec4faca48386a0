import { useRef, useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { IconButton } from '../primitives/Button.tsx';
import { usePhone } from '../primitives/media.ts';
import { Popover } from '../primitives/Popover.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { useUnread } from './data.ts';

const loadTray = () => import('./Tray.tsx').then((file) => file.Tray);

/** The bell with its count; its list comes when first opened. */
export function Bell() {
  const { t } = useTranslation('notices');
  const phone = usePhone();
  const unread = useUnread();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        ref={button}
        icon="bell"
        size={phone ? 22 : 18}
        label={t('title')}
        badge={unread}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Popover anchor={button.current} onClose={() => setOpen(false)} label={t('title')} align="end" className="tray">
          <Lazy load={loadTray} props={{ onClose: () => setOpen(false) }} />
        </Popover>
      )}
    </>
  );
}
