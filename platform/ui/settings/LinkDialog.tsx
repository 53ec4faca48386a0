import { useRef } from 'react';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { toast } from '../primitives/Toast.tsx';

export interface OneTimeLink {
  readonly title: string;
  readonly text: string;
  /** Relative to this installation. */
  readonly link: string;
  readonly expiresAt: string | null;
}

/** A link that works once: shown now, never again. */
export function LinkDialog({ title, text, link, expiresAt, onClose }: OneTimeLink & { readonly onClose: () => void }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const href = new URL(link, location.origin).href;
  const copy = () => {
    input.current?.select();
    // Plain http on a company network has no clipboard; the text is selected for Ctrl-C then.
    const done = navigator.clipboard?.writeText(href);
    if (done) done.then(() => toast.ok(t('copied', { ns: 'common' }))).catch(toast.error);
    else toast.info(t('copyByHand'));
  };
  return (
    <Dialog
      title={title}
      width={520}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('close', { ns: 'common' })}</Button>
          <Button kind="primary" icon="copy" onClick={copy} data-autofocus="">
            {t('copyLink')}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      <input ref={input} className="inp set-link" readOnly value={href} aria-label={title} onFocus={(event) => event.target.select()} />
      {expiresAt && <p className="note">{t('linkUntil', { time: format.dateTime(expiresAt) })}</p>}
    </Dialog>
  );
}
