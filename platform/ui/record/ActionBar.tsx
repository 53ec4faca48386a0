import { fieldOf, type Option, useLabel } from '../data/meta.ts';
import { isWritable } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import type { IconName } from '../primitives/icons.ts';
import { iconOr } from '../primitives/icons.ts';
import { announce } from '../primitives/live-region.tsx';
import { Menu, type MenuGroup, type MenuItem } from '../primitives/Menu.tsx';
import { isShareable } from '../sharing/shareable.ts';
import { useCanNote } from '../timeline/Composer.tsx';
import { useRecordPage } from './page-state.ts';
import { usePossible } from './possible.ts';
import type { RecordActions } from './use-actions.ts';
import { useDelete } from './use-delete.ts';

interface Entry {
  readonly key: string;
  readonly label: string;
  readonly icon?: IconName;
  readonly disabled?: string;
  readonly run: () => void;
}

export interface BarParts {
  readonly primary: Entry | undefined;
  readonly others: readonly Entry[];
  readonly rest: readonly Entry[];
}

/** One primary, at most two more, the rest under ⋯. What is not possible now goes there, with its reason. */
export function barParts(
  actions: RecordActions,
  next: Option | undefined,
  advance: Entry | undefined,
  text: (label: Option['label']) => string,
): BarParts {
  const entries = actions.actions.map(({ action, available, why }) => ({
    isPrimary: action.primary === true,
    available,
    entry: {
      key: action.name,
      label: text(action.label),
      icon: iconOr(action.icon, 'bolt'),
      ...(available ? {} : { disabled: why }),
      run: () => actions.start(action),
    },
  }));
  const open = entries.filter(({ available }) => available);
  // At the end of the path the ending itself is the step (赢单).
  const isLast = next?.category === 'won';
  const main = open.find(({ isPrimary }) => isPrimary);
  const primary = advance && !(isLast && main) ? advance : (main?.entry ?? undefined);
  const others = open.filter(({ entry, isPrimary }) => isPrimary && entry !== primary).map(({ entry }) => entry);
  const shown = new Set([primary, ...others.slice(0, 1)]);
  return { primary, others: others.slice(0, 1), rest: entries.map(({ entry }) => entry).filter((entry) => !shown.has(entry)) };
}

const itemOf = ({ key, label, icon, disabled, run }: Entry): MenuItem => ({
  key,
  label,
  ...(icon ? { icon } : {}),
  ...(disabled === undefined ? {} : { disabled }),
  onSelect: run,
});

/** Everything else one can do with the record. */
export function useMoreGroups(
  parts: BarParts,
  onEdit: (what: 'all' | 'owner' | 'print' | 'share' | 'merge') => void,
): readonly MenuGroup[] {
  const { t } = useTranslation('record');
  const { meta, record, canEdit } = useRecordPage();
  const possible = usePossible(meta, record);
  const remove = useDelete();
  const can = (verb: string) => meta.can?.includes(verb) ?? false;
  const owner = fieldOf(meta, 'owner');
  const copy = () => void navigator.clipboard?.writeText(location.href).then(() => announce(t('copied', { ns: 'common' })));
  return [
    { key: 'actions', items: parts.rest.map(itemOf) },
    {
      key: 'record',
      items: [
        ...(canEdit ? [{ key: 'edit', label: t('edit'), icon: 'pencil' as const, onSelect: () => onEdit('all') }] : []),
        ...(can('transfer') && possible.reaches('transfer') !== false && owner && isWritable(owner)
          ? [{ key: 'owner', label: t('transfer'), icon: 'transfer' as const, onSelect: () => onEdit('owner') }]
          : []),
        ...(can('share') && isShareable(meta)
          ? [{ key: 'share', label: t('menu', { ns: 'sharing' }), icon: 'users' as const, onSelect: () => onEdit('share') }]
          : []),
        ...(can('print') ? [{ key: 'print', label: t('print'), icon: 'print' as const, onSelect: () => onEdit('print') }] : []),
        ...(can('merge')
          ? [{ key: 'merge', label: t('merge.action', { ns: 'duplicates' }), icon: 'link' as const, onSelect: () => onEdit('merge') }]
          : []),
        { key: 'copy', label: t('copyLink'), icon: 'link' as const, onSelect: copy },
      ],
    },
    {
      key: 'delete',
      items:
        can('delete') && possible.reaches('delete') !== false
          ? [{ key: 'delete', label: t('delete'), icon: 'trash' as const, danger: true, onSelect: () => void remove() }]
          : [],
    },
  ];
}

export function useAdvance(next: Option | undefined, move: (to: Option) => void): Entry | undefined {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, canEdit } = useRecordPage();
  if (!next || !canEdit || meta.actions?.some(({ leadsTo }) => leadsTo === next.key)) return undefined;
  return { key: 'advance', label: t('advance', { stage: text(next.label) }), icon: 'arrow', run: () => move(next) };
}

export function ActionBar({ parts, groups }: { readonly parts: BarParts; readonly groups: readonly MenuGroup[] }) {
  const { t } = useTranslation('record');
  const { writeNote } = useRecordPage();
  const canNote = useCanNote();
  const { primary, others } = parts;
  return (
    <div className="acts">
      {canNote && (
        <Button icon="pencil" onClick={() => writeNote()}>
          {t('writeNote')}
        </Button>
      )}
      {others.map((entry) => (
        <Button key={entry.key} icon={entry.icon ?? 'bolt'} onClick={entry.run}>
          {entry.label}
        </Button>
      ))}
      {primary && (
        <Button kind="primary" icon={primary.icon ?? 'bolt'} onClick={primary.run}>
          {primary.label}
        </Button>
      )}
      <Menu label={t('more', { ns: 'common' })} align="end" groups={groups}>
        {(props) => <Button {...props} icon="more" aria-label={t('more', { ns: 'common' })} title={t('more', { ns: 'common' })} />}
      </Menu>
    </div>
  );
}
