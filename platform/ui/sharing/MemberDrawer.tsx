import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, type ObjectMeta, useLabel } from '../data/meta.ts';
import type { RecordData, Reference } from '../data/records.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Field } from '../primitives/Field.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { useSubmit } from '../settings/form.tsx';
import { sharesChanged, type Team, type TeamMember, teamPath } from './data.ts';
import { LevelChoice } from './LevelChoice.tsx';

const USER: FieldMeta = { name: 'user', type: 'user', label: { zh: '成员', en: 'Member' }, required: true };
const DAYS: readonly FieldMeta[] = [
  { name: 'from', type: 'date', label: { zh: '从', en: 'From' } },
  { name: 'until', type: 'date', label: { zh: '到', en: 'Until' } },
];

/** A new member of the team, or another role, level or time for one. */
export function MemberDrawer({
  meta,
  record,
  team,
  member,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly record: RecordData;
  readonly team: Team;
  readonly member: TeamMember | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('sharing');
  const text = useLabel();
  const [user, setUser] = useState<Reference | null>(member?.user ?? null);
  const [role, setRole] = useState(member?.role ?? team.roles[0]?.key ?? '');
  const [level, setLevel] = useState(member?.level ?? 'edit');
  const [days, setDays] = useState<Readonly<Record<string, unknown>>>({ from: member?.from ?? null, until: member?.until ?? null });
  const submit = useSubmit(async () => {
    await api.post(teamPath(meta.name, record), { ...(user ? { user: user.id } : {}), role, level, ...days });
    await sharesChanged(meta.name, record);
    onClose();
  });
  const { problem } = submit;
  return (
    <FormDrawer
      title={member ? t('team.edit', { name: member.user.title }) : t('team.add')}
      submit={submit}
      fields={['user', 'role', 'level', 'from', 'until']}
      onClose={onClose}
    >
      {!member && (
        <Field label={text(USER.label)} required error={problem('user')}>
          {(control) => (
            <FieldEditor
              field={USER}
              id={control.id}
              value={user}
              onChange={(value) => setUser(value as Reference | null)}
              required
              invalid={problem('user') !== undefined}
            />
          )}
        </Field>
      )}
      <Field label={t('team.role')} error={problem('role')}>
        {(control) => (
          <select className="inp" {...control} value={role} onChange={(event) => setRole(event.target.value)}>
            <option value="">{t('team.noRole')}</option>
            {team.roles.map((one) => (
              <option key={one.key} value={one.key}>
                {text(one.label)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="fld">
        <span className="lb">{t('level')}</span>
        <LevelChoice value={level} onChange={setLevel} />
      </div>
      <div className="two">
        {DAYS.map((field) => (
          <Field key={field.name} label={text(field.label)} error={problem(field.name)}>
            {(control) => (
              <FieldEditor
                field={field}
                id={control.id}
                value={days[field.name] ?? null}
                onChange={(value) => setDays({ ...days, [field.name]: value })}
                invalid={problem(field.name) !== undefined}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="sub">{t('team.datesHint')}</p>
    </FormDrawer>
  );
}
