import { type ReactElement, type ReactNode, type Ref, useRef, useState } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName } from './icons.ts';
import { Popover } from './Popover.tsx';

export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly hint?: ReactNode;
  readonly danger?: boolean;
  /** Shown with the reason, since it is not possible now. */
  readonly disabled?: string;
  /** For choices: shows a tick. */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}
export interface MenuGroup {
  readonly key: string;
  readonly title?: string;
  readonly items: readonly MenuItem[];
}

interface TriggerProps {
  readonly ref: Ref<HTMLButtonElement>;
  readonly 'aria-haspopup': 'menu';
  readonly 'aria-expanded': boolean;
  readonly onClick: () => void;
}

const usable = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('[role^=menuitem]')];

function onKeys(event: KeyboardEvent, list: HTMLElement): void {
  const items = usable(list);
  const at = items.indexOf(document.activeElement as HTMLElement);
  const last = items.length - 1;
  let next: number | undefined = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
  const isLetter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (next === undefined && isLetter) {
    const letter = event.key.toLowerCase();
    const order = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const found = order.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter));
    if (found) next = items.indexOf(found);
  }
  if (next === undefined) return;
  event.preventDefault();
  items[next]?.focus();
}

/** A button with a menu: `<Menu label="更多" groups={…}>{(props) => <IconButton {...props} icon="more" label="更多" />}</Menu>` */
export function Menu({
  label,
  groups,
  align = 'start',
  header,
  children,
}: {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  readonly align?: 'start' | 'end';
  readonly header?: ReactNode;
  readonly children: (props: TriggerProps) => ReactElement;
}) {
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const choose = (item: MenuItem) => {
    if (item.disabled !== undefined) return;
    setOpen(false);
    // The menu closes first, so that a dialog opened here returns focus to the button.
    anchor.current?.focus();
    item.onSelect();
  };
  return (
    <>
      {children({ ref: anchor, 'aria-haspopup': 'menu', 'aria-expanded': open, onClick: () => setOpen(!open) })}
      {open && (
        <Popover
          anchor={anchor.current}
          onClose={() => setOpen(false)}
          label={label}
          align={align}
          role="menu"
          className="menu"
          onKeys={onKeys}
        >
          {header && (
            <div className="menu-head" role="presentation">
              {header}
            </div>
          )}
          {groups
            .filter((group) => group.items.length > 0)
            .map((group) => (
              <fieldset key={group.key} aria-label={group.title} className="menu-group">
                {group.title && <p className="menu-title">{group.title}</p>}
                {group.items.map((item) => (
                  <button
                    key={item.key}
                    type="button"
                    {...(item.checked === undefined ? { role: 'menuitem' } : { role: 'menuitemradio', 'aria-checked': item.checked })}
                    tabIndex={-1}
                    aria-disabled={item.disabled !== undefined || undefined}
                    title={item.disabled}
                    className={item.danger ? 'bad' : undefined}
                    onClick={() => choose(item)}
                    data-autofocus={item.checked ? '' : undefined}
                  >
                    {item.icon ? (
                      <Icon name={item.icon} />
                    ) : (
                      item.checked !== undefined && <span className="tick">{item.checked && <Icon name="check" />}</span>
                    )}
                    <span className="ell">{item.label}</span>
                    {item.disabled ? <em>{item.disabled}</em> : item.hint && <em>{item.hint}</em>}
                    {item.icon && item.checked && <Icon name="check" />}
                  </button>
                ))}
              </fieldset>
            ))}
        </Popover>
      )}
    </>
  );
}
