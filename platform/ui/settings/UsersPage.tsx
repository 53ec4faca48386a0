import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel } from '../data/meta.ts';
import { useCan, useFormat, useSession, viewAs } from '../data/session.ts';
import { useSettled } from '../form/editors/lookup.ts';
import { useTranslation } from '../i18n/index.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Menu, type MenuItem } from '../primitives/Menu.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag, type Tone } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from './Frame.tsx';
import { HandoverDialog } from './HandoverDialog.tsx';
import { InviteDrawer } from './InviteDrawer.tsx';
import { LinkDialog, type OneTimeLink } from './LinkDialog.tsx';
import { PersonDrawer } from './PersonDrawer.tsx';
import { type Person, peopleChanged, usePeople, userPath } from './people.ts';
import { UserDataDialog } from './UserDataDialog.tsx';

type Open =
  | { readonly what: 'person' | 'handover' | 'data'; readonly person: Person }
  | { readonly what: 'invite' }
  | { readonly what: 'link'; readonly link: OneTimeLink };

function stateOf(person: Person): readonly [key: string, tone: Tone] {
  if (person.lockedUntil) return ['locked', 'bad'];
  if (person.joined) return person.active ? ['active', 'ok'] : ['inactive', 'neutral'];
  if (person.invitedUntil) return ['invited', 'info'];
  return [person.email ? 'away' : 'noSignIn', 'neutral'];
}

/** What can be done with one person, as far as it makes sense now. */
function useActions(open: (what: Open) => void) {
  const { t } = useTranslation('settings');
  const { user } = useSession();
  const can = useCan();
  const linkOf = (person: Person, what: 'invitation' | 'sign-in-link', title: string, text: string) =>
    api
      .post<{ link: string; expiresAt: string; mailed?: boolean }>(userPath(person.id, what))
      .then((made) => {
        open({ what: 'link', link: { title, text: made.mailed ? t('users.inviteMailed', { name: person.name }) : text, ...made } });
        return peopleChanged();
      })
      .catch(toast.error);
  const setActive = async (person: Person, active: boolean) => {
    if (
      !active &&
      !(await confirm({
        title: t('users.deactivateTitle', { name: person.name }),
        text: t('users.deactivateText'),
        confirm: t('users.deactivate'),
        danger: true,
      }))
    )
      return;
    try {
      await api.post(userPath(person.id, active ? 'activate' : 'deactivate'));
      await peopleChanged();
      if (!active) open({ what: 'handover', person });
    } catch (error) {
      toast.error(error);
    }
  };
  const help = async (person: Person, what: 'unlock' | 'two-step/reset') => {
    const { name } = person;
    const question = { title: t('users.resetTitle', { name }), text: t('users.resetText'), confirm: t('users.resetFactors'), danger: true };
    if (what === 'two-step/reset' && !(await confirm(question))) return;
    await api
      .post(userPath(person.id, what))
      .then(() => {
        toast.ok(t(what === 'unlock' ? 'users.unlocked' : 'users.factorsReset', { name }));
        return peopleChanged();
      })
      .catch(toast.error);
  };
  return (person: Person): readonly MenuItem[] => {
    const name = person.name;
    const items: (MenuItem | false)[] = [
      { key: 'edit', icon: 'pencil', label: t('users.edit'), onSelect: () => open({ what: 'person', person }) },
      !person.joined &&
        person.email !== null && {
          key: 'invite',
          icon: 'link',
          label: t('users.newInvitation'),
          onSelect: () => void linkOf(person, 'invitation', t('users.inviteLink', { name }), t('users.inviteLinkText', { name })),
        },
      person.joined &&
        person.active && {
          key: 'link',
          icon: 'link',
          label: t('users.signInLink'),
          onSelect: () => void linkOf(person, 'sign-in-link', t('users.signInLinkOf', { name }), t('users.signInLinkText')),
        },
      person.lockedUntil !== null && { key: 'unlock', icon: 'undo', label: t('users.unlock'), onSelect: () => void help(person, 'unlock') },
      person.twoStep && {
        key: 'factors',
        icon: 'shield',
        label: t('users.resetFactors'),
        onSelect: () => void help(person, 'two-step/reset'),
      },
      person.id !== user.id &&
        person.active && {
          key: 'viewAs',
          icon: 'eye',
          label: t('users.viewAs'),
          onSelect: () => void viewAs({ user: person.id }).catch(toast.error),
        },
      person.id !== user.id && {
        key: 'handover',
        icon: 'transfer',
        label: t('users.handover'),
        onSelect: () => open({ what: 'handover', person }),
      },
      can('protection.manage') && {
        key: 'data',
        icon: 'shield',
        label: t('users.data'),
        onSelect: () => open({ what: 'data', person }),
      },
      person.id !== user.id &&
        person.active && {
          key: 'off',
          icon: 'lock',
          danger: true,
          label: t('users.deactivate'),
          onSelect: () => void setActive(person, false),
        },
      !person.active &&
        person.joined && { key: 'on', icon: 'check', label: t('users.activate'), onSelect: () => void setActive(person, true) },
    ];
    return items.filter((item) => item !== false);
  };
}

function PersonRow({
  person,
  items,
  onOpen,
}: {
  readonly person: Person;
  readonly items: readonly MenuItem[];
  readonly onOpen: () => void;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  const [state, tone] = stateOf(person);
  return (
    <tr className={person.active || !person.joined ? undefined : 'off'}>
      <th scope="row">
        <button type="button" onClick={onOpen}>
          <Avatar name={person.name} size={28} />
          <span>
            <b>{person.name}</b>
            <span className="note">{person.email ?? t('users.noEmail')}</span>
          </span>
        </button>
      </th>
      <td>
        {person.roles.map((role) => (
          <Tag key={role.id} small>
            {text(role.name)}
          </Tag>
        ))}
      </td>
      <td>
        {person.department?.title}
        {person.position && <span className="note"> {person.position}</span>}
      </td>
      <td>
        <Tag tone={tone} title={state === 'invited' ? t('linkUntil', { time: format.dateTime(person.invitedUntil) }) : ''}>
          {t(`users.state.${state}`)}
        </Tag>
      </td>
      <td className="sub">{person.lastSeenAt ? format.relative(person.lastSeenAt) : t('users.never')}</td>
      <td className="act">
        <Menu label={t('users.actionsOf', { name: person.name })} groups={[{ key: 'all', items }]} align="end">
          {(props) => <IconButton {...props} icon="more" label={t('users.actionsOf', { name: person.name })} />}
        </Menu>
      </td>
    </tr>
  );
}

/** People of the company: invited, at work, gone. */
export function UsersPage() {
  const { t } = useTranslation('settings');
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<Open | null>(null);
  const people = usePeople(useSettled(query.trim(), 200));
  const actions = useActions(setOpen);
  const list = people.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setOpen(null);
  return (
    <SettingsFrame
      page="users"
      wide
      actions={
        <Button kind="primary" icon="plus" onClick={() => setOpen({ what: 'invite' })}>
          {t('users.invite')}
        </Button>
      }
    >
      <label className="inp set-search">
        <Icon name="search" />
        <input
          type="search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          aria-label={t('users.search')}
          placeholder={t('users.search')}
        />
      </label>
      {people.error && !people.data && <ErrorState error={people.error} onRetry={() => void people.refetch()} />}
      {people.isPending && <Skeleton lines={6} />}
      {people.data && list.length === 0 && <EmptyState small icon="users" title={t('users.none')} />}
      {list.length > 0 && (
        <table className="set-table people">
          <thead>
            <tr>
              {(['name', 'roles', 'department', 'state', 'seen'] as const).map((key) => (
                <th key={key} scope="col">
                  {t(`users.col.${key}`)}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {list.map((person) => (
              <PersonRow key={person.id} person={person} items={actions(person)} onOpen={() => setOpen({ what: 'person', person })} />
            ))}
          </tbody>
        </table>
      )}
      {people.hasNextPage && (
        <Button busy={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
          {t('moreRows')}
        </Button>
      )}
      {open?.what === 'invite' && <InviteDrawer onClose={close} onLink={(link) => setOpen({ what: 'link', link })} />}
      {open?.what === 'person' && <PersonDrawer person={open.person} onClose={close} />}
      {open?.what === 'handover' && <HandoverDialog person={open.person} onClose={close} />}
      {open?.what === 'data' && <UserDataDialog person={open.person} onClose={close} />}
      {open?.what === 'link' && <LinkDialog {...open.link} onClose={close} />}
    </SettingsFrame>
  );
}
