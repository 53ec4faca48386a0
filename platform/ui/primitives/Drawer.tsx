import { type ReactNode, useId, useRef } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from '../i18n/index.ts';
import { IconButton } from './Button.tsx';
import { useInertPage, useLayer } from './focus.ts';
import './overlay.css';

interface LayerProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  /** Signs beside the title (previous, next, open in full). */
  readonly extra?: ReactNode;
}

interface DrawerProps extends LayerProps {
  readonly open: boolean;
  /** 560 for forms, 720 for a record. */
  readonly width?: 560 | 720;
  /** Without a mask the page behind stays usable (a peek beside its list). */
  readonly modal?: boolean;
}

/** A sheet from the right; full screen on the phone. Focus goes in, stays in, and returns. */
export function Drawer({ open, ...rest }: DrawerProps) {
  return open ? createPortal(<OpenDrawer {...rest} />, document.body) : null;
}

function OpenDrawer({ title, onClose, children, footer, extra, width = 560, modal = true }: Omit<DrawerProps, 'open'>) {
  const { t } = useTranslation();
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayer(panel, { onClose, trap: modal });
  useInertPage(modal);
  return (
    <div className={modal ? 'layer' : 'layer free'}>
      {modal && <div className="mask" onMouseDown={onClose} aria-hidden="true" />}
      <div
        ref={panel}
        className="drawer"
        style={{ width }}
        role="dialog"
        aria-modal={modal || undefined}
        aria-labelledby={id}
        tabIndex={-1}
      >
        <div className="layerhead">
          <h2 id={id}>{title}</h2>
          {extra}
          <IconButton icon="close" label={t('close')} onClick={onClose} data-close="" />
        </div>
        <div className="body">{children}</div>
        {footer && <footer role="presentation">{footer}</footer>}
      </div>
    </div>
  );
}

/** A small question in the middle. For a plain yes or no use `confirm`. */
export function Dialog({ title, onClose, children, footer, extra, width = 440 }: LayerProps & { readonly width?: number }) {
  const { t } = useTranslation();
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayer(panel, { onClose, trap: true });
  useInertPage(true);
  return createPortal(
    <div className="layer center">
      <div className="mask" onMouseDown={onClose} aria-hidden="true" />
      <div ref={panel} className="dialog" style={{ width }} role="dialog" aria-modal="true" aria-labelledby={id} tabIndex={-1}>
        <div className="layerhead">
          <h2 id={id}>{title}</h2>
          {extra}
          <IconButton icon="close" label={t('close')} onClick={onClose} data-close="" />
        </div>
        <div className="body">{children}</div>
        {footer && <footer role="presentation">{footer}</footer>}
      </div>
    </div>,
    document.body,
  );
}
