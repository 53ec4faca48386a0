import { type ClipboardEvent, useState } from 'react';
import { api } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { announce } from '../primitives/live-region.tsx';
import { toast } from '../primitives/Toast.tsx';

/** Longer than any card: what is pasted is cut. */
const MOST = 4_000;

/** A card, a chat or a mail pasted in one piece fills the fields below; the server reads it. Only for objects that say where it goes. */
export function PasteCard({
  meta,
  onRead,
}: {
  readonly meta: ObjectMeta;
  readonly onRead: (values: Readonly<Record<string, string>>) => void;
}) {
  const { t } = useTranslation('form');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  if (!meta.card) return null;
  const read = async (from: string) => {
    if (busy || !from.trim()) return;
    setBusy(true);
    try {
      const { values } = await api.post<{ values: Record<string, string> }>(`/records/${encodeURIComponent(meta.name)}/card`, {
        text: from.slice(0, MOST),
      });
      const count = Object.keys(values).length;
      if (count > 0) onRead(values);
      announce(t(count > 0 ? 'card.filled' : 'card.nothing', { count }));
      if (count === 0) toast.info(t('card.nothing'));
      else setText('');
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!pasted.trim()) return;
    event.preventDefault();
    setText(pasted);
    void read(pasted);
  };
  return (
    <div className="pastecard wide">
      <Icon name="contact" />
      <textarea
        className="inp"
        rows={1}
        value={text}
        maxLength={MOST}
        aria-label={t('card.label')}
        placeholder={t('card.label')}
        onChange={(event) => setText(event.target.value)}
        onPaste={onPaste}
      />
      {text.trim() !== '' && (
        <Button size="sm" busy={busy} onClick={() => void read(text)}>
          {t('card.read')}
        </Button>
      )}
    </div>
  );
}
