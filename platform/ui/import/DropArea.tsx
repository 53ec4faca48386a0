import { type DragEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { isTyping, keyNames } from '../keys/hotkeys.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { toast } from '../primitives/Toast.tsx';
import { pastedTable } from './plan.ts';

/** Takes a file by drop, by the file dialog, or cells pasted from a spreadsheet anywhere on the page. */
export function DropArea({ onFile, busy }: { readonly onFile: (file: File) => void; readonly busy: string | null }) {
  const { t } = useTranslation('import');
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const paste = useEffectEvent((event: ClipboardEvent) => {
    if (busy !== null || isTyping(event.target)) return;
    const file = event.clipboardData?.files[0];
    const table = file ? null : pastedTable(event.clipboardData?.getData('text/plain') ?? '');
    event.preventDefault();
    if (file) onFile(file);
    else if (table) onFile(new File([table], t('pastedName'), { type: 'text/csv' }));
    else toast.info(t('notPasted'));
  });
  useEffect(() => {
    const heard = (event: ClipboardEvent) => paste(event);
    document.addEventListener('paste', heard);
    return () => document.removeEventListener('paste', heard);
  }, []);

  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file && busy === null) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has twins for the keyboard: the button below and pasting
    <div
      className={over ? 'imp-drop over' : 'imp-drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      aria-busy={busy !== null}
    >
      <Icon name="upload" size={28} />
      {busy === null ? (
        <>
          <h2>{t('drop')}</h2>
          <p className="sub">{t('dropText', { keys: keyNames('mod+v').join(' ') })}</p>
          <Button kind="primary" onClick={() => input.current?.click()}>
            {t('chooseFile')}
          </Button>
        </>
      ) : (
        <p role="status">{t('uploading', { name: busy })}</p>
      )}
      <input
        ref={input}
        type="file"
        hidden
        accept=".xlsx,.csv,.txt,.tsv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </div>
  );
}
