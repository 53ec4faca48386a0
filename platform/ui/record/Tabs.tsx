import { useNavigate, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { useTranslation } from '../i18n/index.ts';

export interface TabItem {
  readonly key: string;
  readonly label: string;
  readonly count?: string | undefined;
  readonly content: () => ReactNode;
}

/** The open tab, kept in the address. */
export function useTab(first: string): readonly [string, (key: string) => void] {
  const { tab } = useSearch({ strict: false }) as { tab?: unknown };
  const navigate = useNavigate();
  const open = (key: string) =>
    // The router's own types know no search of modules.
    void navigate({ to: '.', search: ((before: object) => ({ ...before, tab: key === first ? undefined : key })) as never, replace: true });
  return [typeof tab === 'string' ? tab : first, open];
}

/** Tabs of a record page: arrows move, the content of the open one below. */
export function Tabs({
  items,
  open,
  onOpen,
  className = '',
}: {
  readonly items: readonly TabItem[];
  readonly open: string;
  readonly onOpen: (key: string) => void;
  readonly className?: string;
}) {
  const { t } = useTranslation('record');
  const id = useId();
  const at = Math.max(
    0,
    items.findIndex((item) => item.key === open),
  );
  const current = items[at];
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (at + step + items.length) % items.length;
    const item = items[next];
    if (item) onOpen(item.key);
    (event.currentTarget.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <>
      <div className={`tabs ${className}`} role="tablist" aria-label={t('tabs')} onKeyDown={onKeyDown}>
        {items.map((item, index) => (
          <button
            key={item.key}
            type="button"
            role="tab"
            id={`${id}-${item.key}`}
            aria-selected={index === at}
            aria-controls={index === at ? `${id}-panel` : undefined}
            tabIndex={index === at ? 0 : -1}
            onClick={() => onOpen(item.key)}
          >
            {item.label}
            {item.count && <em>{item.count}</em>}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={current ? `${id}-${current.key}` : undefined} className="tabpanel">
        {current?.content()}
      </div>
    </>
  );
}
