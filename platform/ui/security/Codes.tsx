import { useRef } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';

/** The recovery codes, shown this once. */
export function Codes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const { t } = useTranslation('security');
  const box = useRef<HTMLTextAreaElement>(null);
  const copy = () => {
    box.current?.select();
    // plain http on a company network has no clipboard; the text is selected for Ctrl-C then
    const done = navigator.clipboard?.writeText(codes.join('\n'));
    if (done) done.then(() => toast.ok(t('codes.copied'))).catch(toast.error);
    else toast.info(t('codes.copyByHand'));
  };
  return (
    <div className="sec-codes">
      <p>{t('codes.text')}</p>
      <textarea ref={box} className="inp" readOnly rows={5} aria-label={t('codes.label')} value={pairs(codes)} />
      <div className="row">
        <Button icon="copy" onClick={copy}>
          {t('codes.copy')}
        </Button>
        <span className="sp" />
        <Button kind="primary" onClick={onDone}>
          {t('codes.saved')}
        </Button>
      </div>
    </div>
  );
}

/** Two a line. */
function pairs(codes: readonly string[]): string {
  return Array.from({ length: Math.ceil(codes.length / 2) }, (_, row) => codes.slice(row * 2, row * 2 + 2).join('    ')).join('\n');
}
