import { useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { IconButton } from '../../primitives/Button.tsx';
import { Lazy } from '../../shell/lazy.tsx';
import { TextEditor } from './TextEditor.tsx';
import type { EditorProps } from './types.ts';

const hasCamera = () => 'BarcodeDetector' in window && navigator.mediaDevices?.getUserMedia !== undefined;
const scanner = () => import('./ScanDialog.tsx').then((file) => file.ScanDialog);

/** barcode: typed, or read by the camera where the browser can. */
export function BarcodeEditor(props: EditorProps) {
  const { field, onChange, onCommit } = props;
  const { t } = useTranslation('form');
  const [open, setOpen] = useState(false);
  if (!hasCamera()) return <TextEditor {...props} />;
  return (
    <div className="ed scan">
      <TextEditor {...props} onCommit={open ? undefined : onCommit} />
      <IconButton icon="table" label={t('scan.title')} onMouseDown={(event) => event.preventDefault()} onClick={() => setOpen(true)} />
      {open && (
        <Lazy
          load={scanner}
          props={{
            kind: field.kind,
            onClose: () => setOpen(false),
            onFound: (text: string) => {
              setOpen(false);
              onChange(text);
              onCommit?.(text);
            },
          }}
        />
      )}
    </div>
  );
}
