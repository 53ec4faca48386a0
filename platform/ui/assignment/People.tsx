import { useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Field } from '../primitives/Field.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { useSubmit } from '../settings/form.tsx';
import { assignmentsChanged, type Profile, readLevels, readList, readPlace, useProfiles, writeLevels, writePlace } from './data.ts';
import { ShiftField } from './ShiftField.tsx';

/** What each person can carry, knows, and when they are away. */
export function People() {
  const { t } = useTranslation('assignment');
  const { data } = useProfiles();
  const [open, setOpen] = useState<Profile | null>(null);
  const lineOf = (one: Profile) =>
    [
      t('people.carries', { count: one.capacity }),
      writeLevels(one.skills),
      one.languages.join(' '),
      one.regions.join(' '),
      one.shift ? t(`people.shifts.${one.shift === 'company' ? 'company' : 'own'}`) : '',
      one.rejections > 0 ? t('people.rejections', { count: one.rejections }) : '',
      one.awayFrom || one.awayUntil ? t('people.away', { from: one.awayFrom ?? '…', until: one.awayUntil ?? '…' }) : '',
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <section className="asgpart">
      <h2>{t('people.title')}</h2>
      <p className="sub">{t('people.text')}</p>
      <ul className="set-cards">
        {data?.map((one) => (
          <li key={one.user.id} className="card">
            <button type="button" className="main line" onClick={() => setOpen(one)}>
              <Avatar name={one.user.title ?? ''} />
              <span>
                <b>{one.user.title}</b>
                <span className="note">{lineOf(one)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {open && <PersonDrawer profile={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function PersonDrawer({ profile, onClose }: { readonly profile: Profile; readonly onClose: () => void }) {
  const { t } = useTranslation('assignment');
  const [shift, setShift] = useState(profile.shift);
  const [values, setValues] = useState({
    capacity: String(profile.capacity),
    weight: String(profile.weight),
    skills: writeLevels(profile.skills),
    languages: profile.languages.join(' '),
    regions: profile.regions.join(' '),
    awayFrom: profile.awayFrom ?? '',
    awayUntil: profile.awayUntil ?? '',
    base: writePlace(profile.base),
  });
  const submit = useSubmit(async () => {
    await api.put(`/assignments/profiles/${profile.user.id}`, {
      capacity: Number(values.capacity),
      weight: Number(values.weight),
      skills: readLevels(values.skills),
      languages: readList(values.languages),
      regions: readList(values.regions),
      awayFrom: values.awayFrom || null,
      awayUntil: values.awayUntil || null,
      shift,
      base: readPlace(values.base),
    });
    await assignmentsChanged();
    onClose();
  });
  const { problem, error } = submit;
  const exactProblem = (field: string) => error?.errors.find((one) => one.field.startsWith(field))?.message;
  const input = (key: keyof typeof values, type: 'text' | 'number' | 'date', hint?: string) => (
    <Field label={t(`people.${key}`)} hint={hint} error={problem(key)}>
      {(control) => (
        <input
          className="inp"
          {...control}
          type={type}
          value={values[key]}
          onChange={(event) => setValues({ ...values, [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <FormDrawer
      title={profile.user.title ?? ''}
      submit={submit}
      fields={[...Object.keys(values), ...[0, 1, 2, 3, 4, 5, 6].map((day) => `shift[${day}]`).filter((day) => exactProblem(day))]}
      onClose={onClose}
    >
      <div className="two">
        {input('capacity', 'number')}
        {input('weight', 'number')}
      </div>
      {input('skills', 'text', t('people.skillsHint'))}
      {input('languages', 'text', t('people.listHint'))}
      {input('regions', 'text', t('people.listHint'))}
      {input('base', 'text', t('people.baseHint'))}
      <div className="two">
        {input('awayFrom', 'date')}
        {input('awayUntil', 'date')}
      </div>
      <ShiftField value={shift} problem={exactProblem} onChange={setShift} />
    </FormDrawer>
  );
}
