import type { ReactElement, Ref } from 'react';
import type { ObjectMeta } from '../data/meta.ts';
import { useLabel } from '../data/meta.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { confirm } from '../primitives/confirm.tsx';
import { Menu, type MenuItem } from '../primitives/Menu.tsx';
import { toast } from '../primitives/Toast.tsx';
import { builtInViews } from './state.ts';
import type { ListControl } from './use-list-state.ts';
import { type SavedView, useViewActions } from './views.ts';

/** The name of the view that is shown. */
export function useViewName(meta: ObjectMeta, control: ListControl): string {
  const { t } = useTranslation('list');
  const text = useLabel();
  return control.saved?.name ?? t(`views.${control.state.view}`, { name: text(meta.plural ?? meta.label) });
}

interface TriggerProps {
  readonly ref: Ref<HTMLButtonElement>;
  readonly 'aria-haspopup': 'menu';
  readonly 'aria-expanded': boolean;
  readonly onClick: () => void;
}

/** 我的 / 团队 / 全部 and the saved views; what one may do with the saved one stands below. */
export function ViewSwitcher({
  meta,
  control,
  onRename,
  children,
}: {
  readonly meta: ObjectMeta;
  readonly control: ListControl;
  readonly onRename: (view: SavedView) => void;
  readonly children: (props: TriggerProps) => ReactElement;
}) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const can = useCan();
  const { update, remove, pin } = useViewActions();
  const { saved, views, state } = control;
  const plural = text(meta.plural ?? meta.label);
  const failed = (error: unknown) => toast.error(error);
  const choice = (view: SavedView): MenuItem => ({
    key: view.id,
    label: view.name,
    checked: view.id === state.view,
    onSelect: () => control.show(view.id),
  });
  const mayChange = saved && (saved.mine || can('views.share'));

  const drop = async (view: SavedView) => {
    const yes = await confirm({
      title: t('deleteViewTitle', { name: view.name }),
      text: t(view.shared ? 'deleteViewShared' : 'deleteViewOwn'),
      confirm: t('deleteView'),
      danger: true,
    });
    if (!yes) return;
    remove.mutate(view.id, { onError: failed });
    control.show('all');
  };
  const own: MenuItem[] = !saved
    ? []
    : [
        {
          key: 'pin',
          label: t(saved.pinned ? 'unpin' : 'pin'),
          icon: 'pin',
          onSelect: () => pin.mutate({ id: saved.id, pinned: !saved.pinned }, { onError: failed }),
        },
        ...(mayChange
          ? ([
              { key: 'rename', label: t('rename'), icon: 'pencil', onSelect: () => onRename(saved) },
              ...(can('views.share')
                ? [
                    {
                      key: 'share',
                      label: t(saved.shared ? 'unshare' : 'share'),
                      icon: 'users',
                      onSelect: () => update.mutate({ id: saved.id, shared: !saved.shared }, { onError: failed }),
                    } satisfies MenuItem,
                  ]
                : []),
              { key: 'delete', label: t('deleteView'), icon: 'trash', danger: true, onSelect: () => void drop(saved) },
            ] satisfies MenuItem[])
          : []),
      ];
  return (
    <Menu
      label={t('switchView')}
      groups={[
        {
          key: 'builtIn',
          items: builtInViews(meta).map((view) => ({
            key: view,
            label: t(`views.${view}`, { name: plural }),
            checked: state.view === view,
            onSelect: () => control.show(view),
          })),
        },
        { key: 'mine', title: t('myViews'), items: views.filter((view) => view.mine && !view.shared).map(choice) },
        { key: 'shared', title: t('sharedViews'), items: views.filter((view) => view.shared).map(choice) },
        { key: 'own', items: own },
      ]}
    >
      {children}
    </Menu>
  );
}
