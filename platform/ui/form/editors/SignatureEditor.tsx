import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { explain } from '../../primitives/states.tsx';
import type { FileValue } from '../values.ts';
import { useControl } from './editing.ts';
import type { EditorProps } from './types.ts';
import { upload } from './upload.ts';

/** Of the picture that is kept; on the screen it is as wide as there is room. */
const WIDTH = 960;
const HEIGHT = 360;
const INK = '#0b1a33';

const brush = (canvas: HTMLCanvasElement | null) => {
  const pen = canvas?.getContext('2d');
  if (pen) Object.assign(pen, { strokeStyle: INK, fillStyle: INK, lineWidth: 6, lineCap: 'round', lineJoin: 'round' });
  return pen;
};

/** Paper is white in every theme: the picture is printed and sent. */
function wipe(canvas: HTMLCanvasElement | null): void {
  const pen = canvas?.getContext('2d');
  if (!pen) return;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, WIDTH, HEIGHT);
}

function write(canvas: HTMLCanvasElement | null, name: string): void {
  wipe(canvas);
  const pen = brush(canvas);
  if (!pen || !name) return;
  const size = Math.min(160, (WIDTH - 120) / Math.max(1, name.length));
  pen.font = `italic ${size}px "Xingkai SC", STXingkai, KaiTi, STKaiti, cursive`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(name, WIDTH / 2, HEIGHT / 2);
}

/** Signing: with a finger, a pen or the mouse; who can not draws it by typing the name. */
function SignDialog({ title, onDone, onClose }: { readonly title: string; onDone: (file: FileValue) => void; onClose: () => void }) {
  const { t } = useTranslation('form');
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef(false);
  const [isEmpty, setIsEmpty] = useState(true);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  useEffect(() => wipe(canvas.current), []);
  const point = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return [((event.clientX - box.left) * WIDTH) / box.width, ((event.clientY - box.top) * HEIGHT) / box.height] as const;
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current = true;
    if (typed) {
      setTyped('');
      wipe(canvas.current);
    }
    const pen = brush(canvas.current);
    const [x, y] = point(event);
    pen?.beginPath();
    pen?.moveTo(x, y);
    pen?.lineTo(x + 0.1, y);
    pen?.stroke();
    setIsEmpty(false);
  };
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!drawing.current) return;
    const pen = canvas.current?.getContext('2d');
    const [x, y] = point(event);
    pen?.lineTo(x, y);
    pen?.stroke();
  };
  const clear = () => {
    wipe(canvas.current);
    setTyped('');
    setIsEmpty(true);
  };
  const keep = async () => {
    setBusy(true);
    setProblem('');
    try {
      const picture = await new Promise<Blob | null>((resolve) => canvas.current?.toBlob(resolve, 'image/png'));
      if (picture) onDone(await upload(new File([picture], `${title}.png`, { type: 'image/png' })));
    } catch (error) {
      setProblem(explain(error).title);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      width={560}
      onClose={onClose}
      footer={
        <>
          <Button onClick={clear}>{t('sign.clear')}</Button>
          <Button kind="primary" busy={busy} disabled={isEmpty} onClick={() => void keep()}>
            {t('sign.done')}
          </Button>
        </>
      }
    >
      <canvas
        ref={canvas}
        className="sign-pad"
        width={WIDTH}
        height={HEIGHT}
        role="img"
        aria-label={t('sign.pad')}
        onPointerDown={begin}
        onPointerMove={go}
        onPointerUp={() => {
          drawing.current = false;
        }}
        onPointerCancel={() => {
          drawing.current = false;
        }}
      />
      <label className="sign-type">
        <span>{t('sign.type')}</span>
        <input
          className="inp"
          maxLength={20}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setIsEmpty(event.target.value.trim() === '');
            write(canvas.current, event.target.value.trim());
          }}
        />
      </label>
      {problem && (
        <p className="err" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}

/** signature: drawn here and kept as a picture. */
export function SignatureEditor(props: EditorProps) {
  const { field, value, onChange, onCommit } = props;
  const { t } = useTranslation('form');
  const text = useLabel();
  const control = useControl(props, true);
  const [open, setOpen] = useState(props.autoFocus === true && !value);
  const [file] = Array.isArray(value) ? (value as FileValue[]) : [];
  const set = (next: FileValue[] | null) => {
    onChange(next);
    onCommit?.(next);
  };
  return (
    <div className="files">
      {file && (
        <span className="file">
          <img className="signed" src={`/api/v1/files/${file.id}`} alt={file.name} />
          <button type="button" aria-label={t('removeOf', { name: file.name })} onClick={() => set(null)}>
            <Icon name="close" size={14} />
          </button>
        </span>
      )}
      <button
        type="button"
        className="btn sm"
        {...control}
        aria-label={`${text(field.label)}：${file ? t('sign.again') : t('sign.sign')}`}
        // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
        autoFocus={props.autoFocus}
        onClick={() => setOpen(true)}
      >
        <Icon name="pencil" />
        <span>{file ? t('sign.again') : t('sign.sign')}</span>
      </button>
      {open && (
        <SignDialog
          title={text(field.label)}
          onClose={() => {
            setOpen(false);
            if (!file) props.onCancel?.();
          }}
          onDone={(signed) => {
            setOpen(false);
            set([signed]);
          }}
        />
      )}
    </div>
  );
}
