import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { useCan, viewAs } from '../data/session.ts';
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

const KINDS = ['role', 'set'] as const;

export function RolesPage() {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const { data, error, refetch } = useRoles();
  const words = useWords();
  const can = useCan();
  const [open, setOpen] = useState<Role | Role['kind'] | null>(null);
  const remove = async (role: Role) => {
    if (!(await confirm({ title: t('roles.deleteTitle', { name: text(role.name) }), confirm: t('delete'), danger: true }))) return;
    try {
      await api.delete(`/roles/${role.id}`);
      await peopleChanged();
    } catch (cause) {
      toast.error(cause);
    }
  };
  const card = (role: Role) => (
    <li key={role.id} className="card">
      <button type="button" className="main" onClick={() => setOpen(role)}>
        <span className="row">
          <b>{text(role.name)}</b>
          {!role.system && role.kind === 'role' && <Tag small>{t('roles.own')}</Tag>}
          <span className="note">{t('roles.users', { count: role.users })}</span>
        </span>
        <span>{words(role)}</span>
        <span className="sub">
          <Icon name="eye" size={14} /> {t(`roles.sees.${levelOf(role.scopes, '*', 'read') ?? 'own'}`)}
        </span>
      </button>
      {can('users.manage') && role.kind === 'role' && (
        <IconButton
          icon="eye"
          label={t('roles.viewAs', { name: text(role.name) })}
          onClick={() => void viewAs({ role: role.id }).catch(toast.error)}
        />
      )}
      {!role.system && (
        <IconButton icon="trash" label={t('roles.deleteTitle', { name: text(role.name) })} onClick={() => void remove(role)} />
      )}
    </li>
  );
  return (
    <SettingsFrame
      page="roles"
      text={t('roles.text')}
      actions={
        <>
          <Button icon="plus" onClick={() => setOpen('set')}>
            {t('roles.createSet')}
          </Button>
          <Button kind="primary" icon="plus" onClick={() => setOpen('role')}>
            {t('roles.create')}
          </Button>
        </>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={5} />}
      {KINDS.map((kind) => {
        const roles = data?.filter((role) => role.kind === kind && role.key !== 'portal') ?? [];
        if (roles.length === 0) return null;
        return (
          <section key={kind}>
            {kind === 'set' && <h2 className="h3">{t('roles.sets')}</h2>}
            {kind === 'set' && <p className="sub">{t('roles.setsText')}</p>}
            <ul className="set-cards">{roles.map((role) => card(role))}</ul>
          </section>
        );
      })}
      {open && (
        <RoleDrawer
          role={typeof open === 'string' ? null : open}
          {...(typeof open === 'string' ? { kind: open } : {})}
          onClose={() => setOpen(null)}
        />
      )}
    </SettingsFrame>
  );
}
