import { api } from '../data/api.ts';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { toast } from '../primitives/Toast.tsx';
import { useRoles } from '../settings/people.ts';
import type { LayoutBody } from './draft.ts';
import type { StoredLayout } from './use-draft.ts';

/** Which layout is open, for whom it is, and what can be done with it as a whole. */
export function LayoutPicker({
  meta,
  layouts,
  name,
  layout,
  onOpen,
  onNew,
  onEdit,
  onDelete,
}: {
  readonly meta: ObjectMeta;
  readonly layouts: readonly StoredLayout[];
  readonly name: string;
  readonly layout: LayoutBody;
  readonly onOpen: (name: string) => void;
  readonly onNew: () => void;
  readonly onEdit: () => void;
  readonly onDelete: (() => void) | undefined;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const roles = useRoles().data ?? [];
  const roleName = (key: string) => text(roles.find((role) => role.key === key)?.name) || key;
  const typeName = (key: string) => text(meta.recordTypes?.find((type) => type.name === key)?.label) || key;
  const whom = [...layout.recordTypes.map(typeName), ...layout.roles.map(roleName)];
  const at = layouts.findIndex((one) => one.name === name);
  const first = async () => {
    try {
      await api.put(`/meta/objects/${meta.name}/parts/layout`, { names: [name] });
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <div className="le-picker">
      <Menu
        label={t('choose')}
        groups={[
          {
            key: 'layouts',
            items: layouts.map((one) => ({
              key: one.name,
              label: text(one.definition.label),
              checked: one.name === name,
              hint: one.definition.roles.map(roleName).join(t('listMark')),
              onSelect: () => onOpen(one.name),
            })),
          },
          {
            key: 'do',
            items: [
              { key: 'new', label: t('new'), icon: 'plus' as const, onSelect: onNew },
              { key: 'edit', label: t('whom'), icon: 'users' as const, onSelect: onEdit },
              ...(at > 0 ? [{ key: 'first', label: t('first'), icon: 'up' as const, onSelect: () => void first() }] : []),
              ...(onDelete ? [{ key: 'delete', label: t('delete'), icon: 'trash' as const, danger: true, onSelect: onDelete }] : []),
            ],
          },
        ]}
      >
        {(props) => (
          <button type="button" {...props} className="le-name">
            <b>{text(layout.label)}</b>
            <Icon name="down" size={14} />
          </button>
        )}
      </Menu>
      <Button kind="link" size="sm" onClick={onEdit}>
        {layout.roles.length > 0
          ? t('forRoles', { count: layout.roles.length, all: roles.length })
          : whom.length > 0
            ? t('forTypes', { types: layout.recordTypes.map(typeName).join(t('listMark')) })
            : t('forAll')}
      </Button>
    </div>
  );
}
