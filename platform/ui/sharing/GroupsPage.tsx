import { useState } from 'react';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { useSubmit } from '../settings/form.tsx';
import { type Group, type Principal, type PrincipalKind, useGroups } from './data.ts';
import { PrincipalPicker } from './PrincipalPicker.tsx';

const MEMBERS: readonly PrincipalKind[] = ['user', 'department', 'role'];

const groupsChanged = () =>
  Promise.all([queryClient.invalidateQueries({ queryKey: ['groups'] }), queryClient.invalidateQueries({ queryKey: ['principals'] })]);

/** 用户组: people, departments and roles that things are shared with together. */
export function GroupsPage() {
  const { t } = useTranslation('sharing');
  const { data, error, refetch } = useGroups();
  const [open, setOpen] = useState<Group | 'new' | null>(null);
  const remove = async (group: Group) => {
    const question = {
      title: t('groups.deleteTitle', { name: group.name }),
      text: t('groups.deleteText'),
      confirm: t('delete', { ns: 'common' }),
      danger: true,
    };
    if (!(await confirm(question))) return;
    try {
      await api.delete(`/groups/${group.id}`);
      await groupsChanged();
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <SettingsFrame
      page="groups"
      text={t('groups.text')}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('groups.create')}
        </Button>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={4} />}
      {data?.length === 0 && <EmptyState icon="users" title={t('groups.none')} text={t('groups.noneText')} />}
      <ul className="set-cards">
        {data?.map((group) => (
          <li key={group.id} className="card">
            <button type="button" className="main line" onClick={() => setOpen(group)}>
              <Icon name="users" size={20} />
              <span>
                <b>{group.name}</b>
                <span className="note">{group.members.map((member) => member.title).join(t('listMark')) || t('groups.empty')}</span>
              </span>
            </button>
            <IconButton icon="trash" label={t('groups.delete', { name: group.name })} onClick={() => void remove(group)} />
          </li>
        ))}
      </ul>
      {open && <GroupDrawer group={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </SettingsFrame>
  );
}

function GroupDrawer({ group, onClose }: { readonly group: Group | null; readonly onClose: () => void }) {
  const { t } = useTranslation('sharing');
  const [name, setName] = useState(group?.name ?? '');
  const [members, setMembers] = useState<readonly Principal[]>(group?.members ?? []);
  const submit = useSubmit(async () => {
    const body = { name, members: members.map(({ kind, id }) => ({ kind, id })) };
    await (group ? api.patch(`/groups/${group.id}`, body) : api.post('/groups', body));
    await groupsChanged();
    onClose();
  });
  const { problem } = submit;
  return (
    <FormDrawer title={group ? group.name : t('groups.create')} submit={submit} fields={['name', 'members']} onClose={onClose}>
      <Field label={t('groups.name')} required error={problem('name')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            data-autofocus=""
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('groups.members')} hint={t('groups.membersHint')} error={problem('members')}>
        {(control) => <PrincipalPicker control={control} many kinds={MEMBERS} value={members} onChange={setMembers} />}
      </Field>
    </FormDrawer>
  );
}
