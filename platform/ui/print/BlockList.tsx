import type { KeyboardEvent } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { useLayoutDrag } from '../layout-editor/use-layout-drag.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { announce } from '../primitives/live-region.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { type BlockType, blockTypes, type Item, moveTo } from './draft.ts';

/** The blocks in order: drag them, or move them by their menu or with Alt and an arrow. */
export function BlockList({
  items,
  selected,
  isBad,
  noteOf,
  onSelect,
  onOrder,
  onAdd,
  onCopy,
  onRemove,
}: {
  readonly items: readonly Item[];
  readonly selected: number | undefined;
  readonly isBad: (id: number) => boolean;
  /** What the block says, in short. */
  readonly noteOf: (item: Item) => string;
  readonly onSelect: (id: number) => void;
  readonly onOrder: (items: readonly Item[]) => void;
  readonly onAdd: (type: BlockType) => void;
  readonly onCopy: (item: Item) => void;
  readonly onRemove: (id: number) => void;
}) {
  const { t } = useTranslation('print');
  const drag = useLayoutDrag(({ item, zone, index }) => {
    if (zone === 'blocks') onOrder(moveTo(items, Number(item.split(':')[1]), index));
  });
  const nameOf = ({ block }: Item) => t(`block.${block.type}`);
  const step = (item: Item, by: 1 | -1) => {
    const at = items.indexOf(item);
    if (at + by < 0 || at + by >= items.length) return;
    onOrder(moveTo(items, item.id, by === 1 ? at + 2 : at - 1));
    announce(t('movedTo', { block: nameOf(item), index: at + by + 1 }));
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-drag="block:${item.id}"] .pd-pick`)?.focus());
  };
  const onKeys = (event: KeyboardEvent, item: Item) => {
    if (event.key === 'Delete') {
      event.preventDefault();
      onRemove(item.id);
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      step(item, event.key === 'ArrowUp' ? -1 : 1);
    }
  };
  const { dragged } = drag;
  const rows = items.map((item, index) => {
    const name = nameOf(item);
    const short = noteOf(item).split('\n')[0] ?? '';
    return (
      <li
        key={item.id}
        className={['pd-item', item.id === selected && 'on', isBad(item.id) && 'bad', dragged?.item === `block:${item.id}` && 'away']
          .filter(Boolean)
          .join(' ')}
        data-drag={`block:${item.id}`}
        data-from="blocks"
        data-label={name}
        data-box=""
      >
        <Icon name="grip" className="grip" />
        <button
          type="button"
          className="pd-pick"
          aria-pressed={item.id === selected}
          onClick={() => !drag.wasDrag() && onSelect(item.id)}
          onKeyDown={(event) => onKeys(event, item)}
        >
          {name}
          <span className="note">{short}</span>
        </button>
        {item.when && <Icon name="filter" className="sub" size={14} />}
        <Menu
          label={t('blockMenu', { block: name })}
          align="end"
          groups={[
            {
              key: 'do',
              items: [
                {
                  key: 'up',
                  label: t('up'),
                  icon: 'up' as const,
                  ...(index === 0 ? { disabled: t('isFirst') } : {}),
                  onSelect: () => step(item, -1),
                },
                {
                  key: 'down',
                  label: t('down'),
                  icon: 'down' as const,
                  ...(index === items.length - 1 ? { disabled: t('isLast') } : {}),
                  onSelect: () => step(item, 1),
                },
                { key: 'copy', label: t('copy'), icon: 'copy' as const, onSelect: () => onCopy(item) },
                { key: 'remove', label: t('remove'), icon: 'trash' as const, danger: true, onSelect: () => onRemove(item.id) },
              ],
            },
          ]}
        >
          {(props) => <IconButton {...props} icon="more" label={t('blockMenu', { block: name })} data-nodrag="" />}
        </Menu>
      </li>
    );
  });
  if (dragged?.zone === 'blocks') rows.splice(dragged.index, 0, <li key="drop" className="pd-drop" />);
  return (
    <section aria-label={t('blocks')} onPointerDown={drag.onPointerDown}>
      <h2>{t('blocks')}</h2>
      <ul className="pd-list" data-zone="blocks" data-takes="fields">
        {rows}
      </ul>
      <Menu
        label={t('addBlock')}
        groups={[
          { key: 'types', items: blockTypes.map((type) => ({ key: type, label: t(`block.${type}`), onSelect: () => onAdd(type) })) },
        ]}
      >
        {(props) => (
          <Button {...props} icon="plus">
            {t('addBlock')}
          </Button>
        )}
      </Menu>
      {dragged && (
        <div className="pd-ghost" ref={drag.ghost} aria-hidden="true">
          <Icon name="grip" />
          {dragged.label}
        </div>
      )}
    </section>
  );
}
