import { useSyncExternalStore } from 'react';
import { say, useTranslation } from '../i18n/index.ts';
import { Icon } from './Icon.tsx';
import { explain } from './states.tsx';
import './overlay.css';

interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}
interface ToastItem {
  readonly id: number;
  readonly tone: 'ok' | 'bad' | 'info';
  readonly text: string;
  readonly action?: ToastAction;
}

let items: readonly ToastItem[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly ToastItem[]): void {
  items = next;
  for (const listener of listeners) listener();
}

function close(id: number): void {
  set(items.filter((item) => item.id !== id));
}

function show(item: Omit<ToastItem, 'id'>, ms: number): number {
  const id = ++lastId;
  set([...items.slice(-2), { ...item, id }]);
  setTimeout(() => close(id), ms);
  return id;
}

/** Only where the effect is out of sight. `toast.undo` stays 8 s and calls back once. */
export const toast = {
  ok: (text: string, action?: ToastAction) => show({ tone: 'ok', text, ...(action ? { action } : {}) }, action ? 6_000 : 3_000),
  info: (text: string, action?: ToastAction) => show({ tone: 'info', text, ...(action ? { action } : {}) }, action ? 6_000 : 3_000),
  error: (error: unknown) => {
    const { title, text } = explain(error);
    return show({ tone: 'bad', text: text ? `${title} ${text}` : title }, 8_000);
  },
  undo: (text: string, undo: () => void) => show({ tone: 'ok', text, action: { label: say('common', 'undo'), run: undo } }, 8_000),
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Mounted once at the root. */
export function Toaster() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => items);
  return (
    <section className="toasts" aria-label={t('notices')}>
      <div aria-live="polite" aria-relevant="additions">
        {shown.map((item) => (
          <div key={item.id} className={`toast ${item.tone}`} role={item.tone === 'bad' ? 'alert' : undefined}>
            <Icon name={item.tone === 'ok' ? 'check' : item.tone === 'bad' ? 'warn' : 'info'} />
            <span>{item.text}</span>
            {item.action && (
              <button
                type="button"
                onClick={() => {
                  item.action?.run();
                  close(item.id);
                }}
              >
                {item.action.label}
              </button>
            )}
            <button type="button" className="x" aria-label={t('close')} onClick={() => close(item.id)}>
              <Icon name="close" size={14} />
            </button>
          </div>
        ))}
      </div>
    </section>
  );
}
