import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, useLabel, useObject } from '../data/meta.ts';
import type { Filter, Reference } from '../data/records.ts';
import { FilterGroup } from '../filter/FilterGroup.tsx';
import { useTranslation } from '../i18n/index.ts';
import { usePools } from '../pools/data.ts';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { useSubmit, useVersion } from '../settings/form.tsx';
import type { Principal } from '../sharing/data.ts';
import { PrincipalPicker } from '../sharing/PrincipalPicker.tsx';
import { type AssignRule, assignmentsChanged, type Method, type RuleSet, readLevels, rulesPath, writeLevels } from './data.ts';

const accept = (field: FieldMeta) => !['formula', 'rollup', 'encrypted'].includes(field.type);
const fallbacks = ['none', 'manager', 'user', 'pool'] as const;
const ONE_PERSON = ['user'] as const;

/** A new rule, or all that is said of one. */
export function RuleDrawer({
  object,
  rule,
  methods,
  onClose,
}: {
  readonly object: string;
  readonly rule: AssignRule | null;
  readonly methods: readonly Method[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('assignment');
  const text = useLabel();
  const { data: meta } = useObject(object);
  const { data: pools = [] } = usePools(object, object !== 'opportunity');
  const [name, setName] = useState(rule?.name ?? '');
  const [active, setActive] = useState(rule?.active ?? true);
  const [filter, setFilter] = useState<Filter | undefined>(rule?.filter ?? undefined);
  const [people, setPeople] = useState<readonly Principal[]>(rule?.people ?? []);
  const [weights, setWeights] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries((rule?.people ?? []).map(({ id, weight }) => [id, weight])),
  );
  const [method, setMethod] = useState<Method>(rule?.method ?? 'roundRobin');
  const [skills, setSkills] = useState(writeLevels(rule?.skills ?? {}));
  const [language, setLanguage] = useState(rule?.language ?? '');
  const [region, setRegion] = useState(rule?.regionField ?? '');
  const [sticky, setSticky] = useState(rule?.sticky ?? false);
  const [cap, setCap] = useState(String(rule?.dailyCap ?? ''));
  const [kind, setKind] = useState(rule?.fallback.kind ?? 'none');
  const [pool, setPool] = useState(rule?.fallback.kind === 'pool' ? rule.fallback.id : '');
  const [person, setPerson] = useState<Reference | null>(
    rule?.fallback.kind === 'user' ? { id: rule.fallback.id, title: rule.fallback.title ?? '' } : null,
  );
  const write = useVersion(
    rule?.version,
    async () => (await api.get<RuleSet>(rulesPath(object))).items.find((one) => one.id === rule?.id)?.version,
  );
  const submit = useSubmit(async () => {
    const ids = { pool, user: person?.id ?? '' };
    const fallback = kind === 'pool' || kind === 'user' ? { kind, id: ids[kind] } : { kind };
    const body = {
      name,
      active,
      filter: filter ?? null,
      people: people.map((one) => ({ kind: one.kind, id: one.id, weight: weights[one.id] ?? 1 })),
      method,
      skills: readLevels(skills),
      language: language.trim() || null,
      regionField: region || null,
      sticky,
      dailyCap: cap === '' ? null : Number(cap),
      fallback,
    };
    await write((seen) => (rule ? api.put(`${rulesPath(object)}/${rule.id}`, body, seen) : api.post(rulesPath(object), body)));
    await assignmentsChanged();
    onClose();
  });
  const { problem } = submit;
  const places = (meta?.fields ?? []).filter((field) => (field.type === 'text' || field.type === 'address') && !field.system);
  return (
    <FormDrawer
      title={rule ? rule.name : t('create')}
      submit={submit}
      fields={['name', 'people', 'filter', 'skills', 'dailyCap']}
      onClose={onClose}
    >
      <Field label={t('form.name')} required error={problem('name')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            data-autofocus=""
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Check checked={active} label={t('form.active')} onChange={setActive} />
      {meta && (
        <fieldset className="fld">
          <legend className="lb">{t('form.filter')}</legend>
          <FilterGroup meta={meta} filter={filter} accept={accept} onChange={setFilter} />
          <p className="hint">{t('form.filterHint')}</p>
          {problem('filter') && <p className="err">{problem('filter')}</p>}
        </fieldset>
      )}
      <Field label={t('form.people')} required error={problem('people')}>
        {(control) => <PrincipalPicker control={control} many value={people} onChange={setPeople} />}
      </Field>
      <div className="fld">
        <span className="lb">{t('form.method')}</span>
        <Segmented
          label={t('form.method')}
          value={method}
          segments={methods.map((value) => ({ value, label: t(`methods.${value}`) }))}
          onChange={setMethod}
        />
        <p className="hint">{t(`methodHints.${method}`)}</p>
      </div>
      {method === 'weighted' && (
        <div className="asgweights">
          {people.map((one) => (
            <label key={one.id}>
              <span className="ell">{one.title}</span>
              <input
                className="inp"
                type="number"
                min={1}
                aria-label={t('form.weightOf', { name: one.title })}
                value={weights[one.id] ?? 1}
                onChange={(event) => setWeights({ ...weights, [one.id]: Number(event.target.value) })}
              />
            </label>
          ))}
        </div>
      )}
      <Field label={t('form.skills')} hint={t('form.skillsHint')} error={problem('skills')}>
        {(control) => (
          <input className="inp" {...control} maxLength={500} value={skills} onChange={(event) => setSkills(event.target.value)} />
        )}
      </Field>
      <div className="two">
        <Field label={t('form.language')}>
          {(control) => (
            <input className="inp" {...control} maxLength={20} value={language} onChange={(event) => setLanguage(event.target.value)} />
          )}
        </Field>
        <Field label={t('form.dailyCap')} hint={t('form.dailyCapHint')} error={problem('dailyCap')}>
          {(control) => (
            <input className="inp" {...control} type="number" min={1} value={cap} onChange={(event) => setCap(event.target.value)} />
          )}
        </Field>
      </div>
      <Field label={t('form.region')} hint={t('form.regionHint')}>
        {(control) => (
          <select className="inp" {...control} value={region} onChange={(event) => setRegion(event.target.value)}>
            <option value="">{t('form.noRegion')}</option>
            {places.map((field) => (
              <option key={field.name} value={field.name}>
                {text(field.label)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {object !== 'account' && <Check checked={sticky} label={t('form.sticky')} onChange={setSticky} />}
      <div className="fld">
        <span className="lb">{t('form.fallback')}</span>
        <Segmented
          label={t('form.fallback')}
          value={kind}
          segments={fallbacks
            .filter((value) => value !== 'pool' || pools.length > 0 || kind === 'pool')
            .map((value) => ({ value, label: t(`form.fallbacks.${value}`) }))}
          onChange={setKind}
        />
        {kind === 'manager' && <p className="hint">{t('form.managerHint')}</p>}
      </div>
      {kind === 'user' && (
        <Field label={t('form.fallbackUser')} required error={problem('fallback')}>
          {(control) => (
            <PrincipalPicker
              control={control}
              kinds={ONE_PERSON}
              value={person ? [{ kind: 'user', id: person.id, title: person.title ?? '' }] : []}
              onChange={([one]) => setPerson(one ? { id: one.id, title: one.title } : null)}
            />
          )}
        </Field>
      )}
      {kind === 'pool' && (
        <Field label={t('form.fallbackPool')} required error={problem('fallback')}>
          {(control) => (
            <select className="inp" {...control} value={pool} onChange={(event) => setPool(event.target.value)}>
              <option value="" />
              {pools.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </FormDrawer>
  );
}
