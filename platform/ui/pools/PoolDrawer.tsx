import { type ReactNode, useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, useLabel, useObject } from '../data/meta.ts';
import type { Filter } from '../data/records.ts';
import { FilterGroup } from '../filter/FilterGroup.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { useSubmit, useVersion } from '../settings/form.tsx';
import type { Principal } from '../sharing/data.ts';
import { PrincipalPicker } from '../sharing/PrincipalPicker.tsx';
import { type PoolRule, type PoolSettings, poolsChanged, usePool } from './data.ts';
import { RuleLines } from './RuleLines.tsx';
import { TryRules } from './TryRules.tsx';
import './pools.css';

const objects = ['lead', 'account'] as const;
const numbers = ['dailyLimit', 'holdingLimit', 'cooldownHours', 'batchMax', 'graceDays', 'minCharacters', 'minCallSeconds'] as const;
type NumberKey = (typeof numbers)[number];

const shipped: Readonly<Record<NumberKey, number>> = {
  dailyLimit: 20,
  holdingLimit: 200,
  cooldownHours: 24,
  batchMax: 20,
  graceDays: 3,
  minCharacters: 10,
  minCallSeconds: 30,
};

const shippedRules: readonly PoolRule[] = [
  { kind: 'firstFollowUp', enabled: false, amount: 24, unit: 'workingHour' },
  { kind: 'followUp', enabled: true, amount: 15, unit: 'day' },
  { kind: 'opportunity', enabled: false, amount: 60, unit: 'day' },
  { kind: 'deal', enabled: false, amount: 180, unit: 'day' },
  { kind: 'hold', enabled: false, amount: 90, unit: 'day' },
];

const followUps = ['call', 'visit', 'meeting', 'email', 'message', 'demo', 'note'] as const;
const shippedFollowUps: readonly string[] = followUps.filter((key) => key !== 'note');

/** Any number of a few. */
function Several({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly { readonly key: string; readonly label: string }[];
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}) {
  return (
    <fieldset className="fld">
      <legend className="lb">{label}</legend>
      <div className="poolchecks">
        {options.map((option) => (
          <Check
            key={option.key}
            checked={value.includes(option.key)}
            label={option.label}
            onChange={(on) => onChange(on ? [...value, option.key] : value.filter((key) => key !== option.key))}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** What a record says by itself. */
const accept = (field: FieldMeta) => !['formula', 'rollup', 'encrypted'].includes(field.type) && !field.readOnly;

/** A new pool, or all that is said of one. */
export function PoolDrawer({ id, onClose }: { readonly id: string | null; readonly onClose: () => void }) {
  const { t } = useTranslation('pools');
  const { data } = usePool(id);
  if (id !== null && !data)
    return (
      <Drawer open title={t('tabs')} onClose={onClose}>
        <Skeleton lines={6} />
      </Drawer>
    );
  return <PoolForm pool={data ?? null} onClose={onClose} />;
}

function PoolForm({ pool, onClose }: { readonly pool: PoolSettings | null; readonly onClose: () => void }) {
  const { t } = useTranslation('pools');
  const [name, setName] = useState(pool?.name ?? '');
  const [object, setObject] = useState<string>(pool?.object ?? 'lead');
  const [active, setActive] = useState(pool?.active ?? true);
  const of = (admin: boolean) => (pool?.members ?? []).filter((one) => one.admin === admin);
  const [members, setMembers] = useState<readonly Principal[]>(of(false));
  const [admins, setAdmins] = useState<readonly Principal[]>(of(true));
  const [visibility, setVisibility] = useState(pool?.visibility ?? 'full');
  const [claimMode, setClaimMode] = useState(pool?.claimMode ?? 'self');
  const [ownerGone, setOwnerGone] = useState(pool?.ownerGone ?? 'pool');
  const [figures, setFigures] = useState<Readonly<Record<NumberKey, string>>>(
    () => Object.fromEntries(numbers.map((key) => [key, String(pool?.[key] ?? shipped[key])])) as Record<NumberKey, string>,
  );
  const [filter, setFilter] = useState<Filter | undefined>(pool?.filter ?? undefined);
  const [rules, setRules] = useState<readonly PoolRule[]>(pool?.rules ?? shippedRules);
  const [followTypes, setFollowTypes] = useState<readonly string[]>(pool?.followTypes ?? shippedFollowUps);
  const [exemptStage, setExemptStage] = useState(pool?.exemptStage ?? '');
  const [exemptKeys, setExemptKeys] = useState<readonly string[]>(pool?.exemptKeys ?? []);
  const { data: meta } = useObject(object);
  const isAccount = object === 'account';
  const deals = useObject('opportunity').data;
  const stages = deals?.fields.find(({ name: field }) => field === 'stage')?.options?.filter(({ category }) => category === 'open') ?? [];
  const levels = (isAccount && meta?.fields.find(({ name: field }) => field === 'level')?.options) || [];
  const text = useLabel();
  const fitting = object === 'lead' ? rules.filter(({ kind }) => kind !== 'opportunity' && kind !== 'deal') : rules;
  const write = useVersion(pool?.version, async () => (await api.get<PoolSettings>(`/pools/${pool?.id}`)).version);
  const submit = useSubmit(async () => {
    const people = new Map([...members, ...admins].map(({ kind, id }) => [id, { kind, id, admin: admins.some((one) => one.id === id) }]));
    const body = {
      ...(pool ? {} : { object }),
      name,
      active,
      members: [...people.values()],
      visibility,
      claimMode,
      ownerGone,
      ...Object.fromEntries(numbers.map((key) => [key, figures[key] === '' ? null : Number(figures[key])])),
      followTypes,
      ...(isAccount ? { exemptStage: exemptStage || null, exemptKeys } : {}),
      filter: filter ?? null,
      rules: fitting,
    };
    await write((seen) => (pool ? api.put(`/pools/${pool.id}`, body, seen) : api.post('/pools', body)));
    await poolsChanged();
    onClose();
  });
  const { problem } = submit;
  const figure = (key: NumberKey, hint?: string) => (
    <Field key={key} label={t(`form.${key}`)} hint={hint} error={problem(key)}>
      {(control) => (
        <input
          className="inp"
          {...control}
          type="number"
          min={0}
          inputMode="numeric"
          value={figures[key]}
          onChange={(event) => setFigures({ ...figures, [key]: event.target.value })}
        />
      )}
    </Field>
  );
  const choice = <T extends string>(
    label: string,
    value: T,
    segments: Readonly<Record<T, string>>,
    onChange: (value: T) => void,
  ): ReactNode => (
    <div className="fld">
      <span className="lb">{label}</span>
      <Segmented
        label={label}
        value={value}
        segments={(Object.keys(segments) as T[]).map((key) => ({ value: key, label: segments[key] }))}
        onChange={onChange}
      />
    </div>
  );
  return (
    <FormDrawer
      title={pool ? pool.name : t('form.create')}
      submit={submit}
      fields={['name', 'members', 'filter', ...numbers]}
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
      {!pool &&
        choice(
          t('form.object'),
          object as (typeof objects)[number],
          { lead: t('form.objects.lead'), account: t('form.objects.account') },
          setObject,
        )}
      <Check checked={active} label={t('form.active')} onChange={setActive} />
      <h3>{t('form.people')}</h3>
      <Field label={t('form.members')} hint={t('form.membersHint')} error={problem('members')}>
        {(control) => <PrincipalPicker control={control} many value={members} onChange={setMembers} />}
      </Field>
      <Field label={t('form.admins')} hint={t('form.adminsHint')}>
        {(control) => <PrincipalPicker control={control} many value={admins} onChange={setAdmins} />}
      </Field>
      {choice(
        t('form.visibility'),
        visibility,
        { full: t('form.visibilities.full'), masked: t('form.visibilities.masked'), adminOnly: t('form.visibilities.adminOnly') },
        setVisibility,
      )}
      {choice(
        t('form.mode'),
        claimMode,
        {
          self: t('form.modes.self'),
          apply: t('form.modes.apply'),
          assignOnly: t('form.modes.assignOnly'),
        },
        setClaimMode,
      )}
      <h3>{t('form.limits')}</h3>
      <div className="two">
        {figure('dailyLimit')}
        {figure('holdingLimit')}
        {figure('batchMax')}
        {figure('cooldownHours', t('form.cooldownHint'))}
      </div>
      <h3>{t('form.rules')}</h3>
      <RuleLines rules={fitting} onChange={(rule) => setRules(rules.map((one) => (one.kind === rule.kind ? rule : one)))} />
      {problem('rules') && <p className="err">{problem('rules')}</p>}
      {figure('graceDays', t('form.graceHint'))}
      {meta && (
        <fieldset className="fld">
          <legend className="lb">{t('form.scope')}</legend>
          <FilterGroup meta={meta} filter={filter} accept={accept} onChange={setFilter} />
          <p className="hint">{t('form.scopeHint')}</p>
          {problem('filter') && <p className="err">{problem('filter')}</p>}
        </fieldset>
      )}
      <h3>{t('form.valid')}</h3>
      <div className="two">
        {figure('minCharacters')}
        {figure('minCallSeconds')}
      </div>
      <Several
        label={t('form.followTypes')}
        options={followUps.map((key) => ({ key, label: t(`form.followUp.${key}`) }))}
        value={followTypes}
        onChange={setFollowTypes}
      />
      {isAccount && (
        <>
          <h3>{t('form.exempt')}</h3>
          <p className="note">{t('form.exemptContract')}</p>
          {stages.length > 0 && (
            <Field label={t('form.exemptStage')} hint={t('form.exemptStageHint')} error={problem('exemptStage')}>
              {(control) => (
                <select className="inp" {...control} value={exemptStage} onChange={(event) => setExemptStage(event.target.value)}>
                  <option value="">{t('form.noStage')}</option>
                  {stages.map((stage) => (
                    <option key={stage.key} value={stage.key}>
                      {text(stage.label)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )}
          <Several
            label={t('form.exemptKeys')}
            options={levels.map(({ key, label }) => ({ key, label: text(label) }))}
            value={exemptKeys}
            onChange={setExemptKeys}
          />
        </>
      )}
      {choice(
        t('form.gone'),
        ownerGone,
        { pool: t('form.gones.pool'), manager: t('form.gones.manager'), keep: t('form.gones.keep') },
        setOwnerGone,
      )}
      {pool && <TryRules pool={pool.id} rules={fitting} filter={filter ?? null} />}
    </FormDrawer>
  );
}
