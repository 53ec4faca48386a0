import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from './Frame.tsx';
import { peopleChanged, type Role, useRoles } from './people.ts';
import { RoleDrawer } from './RoleDrawer.tsx';
import { levelOf, PAGES, VERBS } from './rights.ts';

/** What a role may do, in words. */
function useWords() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  return (role: Role): string => {
    if (role.permissions.includes('*')) return t('roles.all');
    if (role.permissions.length === 0) return t('roles.nothing');
    const verbs = VERBS.filter((verb) => role.permissions.includes(`*.${verb}`)).map((verb) => t(`roles.verb.${verb}`));
    const some = objects
      .filter((object) => role.permissions.some((right) => right.startsWith(`${object.name}.`)))
      .map((object) => text(object.label));
    const pages = PAGES.filter((page) => role.permissions.includes(page)).map((page) => t(`roles.page.${page.replace('.', '_')}`));
    const join = (list: readonly string[]) => list.join(t('listMark'));
    return [
      verbs.length > 0 && t('roles.canAll', { verbs: join(verbs) }),
      some.length > 0 && t('roles.canSome', { objects: join(some) }),
      pages.length > 0 && join(pages),
    ]
      .filter(Boolean)
      .join(t('clauseMark'));
  };
}

export function RolesPage() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const { data, error, refetch } = useRoles();
  const words = useWords();
  const [open, setOpen] = useState<Role | 'new' | null>(null);
  const remove = async (role: Role) => {
    if (!(await confirm({ title: t('roles.deleteTitle', { name: text(role.name) }), confirm: t('delete'), danger: true }))) return;
    try {
      await api.delete(`/roles/${role.id}`);
      await peopleChanged();
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <SettingsFrame
      page="roles"
      text={t('roles.text')}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('roles.create')}
        </Button>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={5} />}
      <ul className="set-cards">
        {data
          ?.filter((role) => role.key !== 'portal')
          .map((role) => (
            <li key={role.id} className="card">
              <button type="button" className="main" onClick={() => setOpen(role)}>
                <span className="row">
                  <b>{text(role.name)}</b>
                  {!role.system && <Tag small>{t('roles.own')}</Tag>}
                  <span className="note">{t('roles.users', { count: role.users })}</span>
                </span>
                <span>{words(role)}</span>
                <span className="sub">
                  <Icon name="eye" size={14} /> {t(`roles.sees.${levelOf(role.scopes, '*', 'read') ?? 'own'}`)}
                </span>
              </button>
              {!role.system && (
                <IconButton icon="trash" label={t('roles.deleteTitle', { name: text(role.name) })} onClick={() => void remove(role)} />
              )}
            </li>
          ))}
      </ul>
      {open && <RoleDrawer role={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </SettingsFrame>
  );
}
