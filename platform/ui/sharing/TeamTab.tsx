import { useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { sharesChanged, type Team, type TeamMember, teamPath, useTeam } from './data.ts';
import { MemberDrawer } from './MemberDrawer.tsx';
import './sharing.css';

/** 团队: who works on a record, in what role and until when. */
export function TeamTab({ object: meta, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('sharing');
  const { data, error, refetch } = useTeam(meta.name, record);
  const [open, setOpen] = useState<TeamMember | 'new' | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={3} />;
  const remove = async (member: TeamMember) => {
    try {
      await api.delete(`${teamPath(meta.name, record)}/${member.user.id}`);
      await sharesChanged(meta.name, record);
    } catch (cause) {
      toast.error(cause);
    }
  };
  const add = data.mayShare && (
    <Button icon="plus" onClick={() => setOpen('new')}>
      {t('team.add')}
    </Button>
  );
  return (
    <div className="team-tab">
      {data.items.length === 0 ? (
        <EmptyState small icon="users" title={t('team.none')} text={t('team.noneText')}>
          {add}
        </EmptyState>
      ) : (
        <>
          <ul className="shares">
            {data.items.map((member) => (
              <MemberLine
                key={member.user.id}
                team={data}
                member={member}
                onOpen={() => setOpen(member)}
                onRemove={() => void remove(member)}
              />
            ))}
          </ul>
          {add}
        </>
      )}
      {open && <MemberDrawer meta={meta} record={record} team={data} member={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function MemberLine({
  team,
  member,
  onOpen,
  onRemove,
}: {
  readonly team: Team;
  readonly member: TeamMember;
  readonly onOpen: () => void;
  readonly onRemove: () => void;
}) {
  const { t } = useTranslation('sharing');
  const text = useLabel();
  const format = useFormat();
  const { user, role, level, from, until } = member;
  const known = team.roles.find((one) => one.key === role);
  const dates =
    from || until
      ? t('team.dates', { from: from ? format.date(from) : t('team.always'), until: until ? format.date(until) : t('team.open') })
      : '';
  return (
    <li>
      <Avatar name={user.title} />
      <span className="who">
        <b className="ell">{user.title}</b>
        {dates && <span className="note">{dates}</span>}
      </span>
      {role && <Tag small>{known ? text(known.label) : role}</Tag>}
      <span className="lvl">{t(`levels.${level}`)}</span>
      {team.mayShare && (
        <>
          <IconButton icon="pencil" label={t('team.edit', { name: user.title })} onClick={onOpen} />
          <IconButton icon="close" label={t('team.remove', { name: user.title })} onClick={onRemove} />
        </>
      )}
    </li>
  );
}
