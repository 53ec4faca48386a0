import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, type ObjectMeta, useLabel } from '../data/meta.ts';
import { FilterGroup } from '../filter/FilterGroup.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { bothLanguages } from '../settings/field-form.ts';
import { useSubmit } from '../settings/form.tsx';
import type { Principal, SharingRule, StoredSharingRule } from './data.ts';
import { LevelChoice } from './LevelChoice.tsx';
import { PrincipalPicker } from './PrincipalPicker.tsx';

const restless = new Set(['version', 'updatedAt', 'updatedBy']);

/** Fields by which a stored answer can be made: the record's own, written when it is saved. */
const accept = (field: FieldMeta) => !restless.has(field.name) && !['formula', 'rollup', 'encrypted'].includes(field.type);

interface Props {
  readonly meta: ObjectMeta;
  readonly rule: StoredSharingRule | null;
  readonly onSave: (body: SharingRule) => Promise<void>;
  readonly onClose: () => void;
}

/** A new sharing rule, or all that is said of one. */
export function SharingRuleDrawer(props: Props) {
  const { t } = useTranslation('sharing');
  const { rule, onClose } = props;
  const ids = [...(rule?.definition.from ?? []), ...(rule?.definition.to ?? [])].map(({ id }) => id);
  const { data: named } = useQuery({
    queryKey: ['principals', 'named', ids],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly Principal[] }>('/principals', { query: { ids: ids.join(',') }, signal })).items,
    enabled: ids.length > 0,
  });
  if (ids.length > 0 && !named)
    return (
      <Drawer open title={t('rules.edit')} onClose={onClose}>
        <Skeleton lines={5} />
      </Drawer>
    );
  return <RuleForm {...props} named={named ?? []} />;
}

function RuleForm({ meta, rule, named, onSave, onClose }: Props & { readonly named: readonly Principal[] }) {
  const { t } = useTranslation('sharing');
  const text = useLabel();
  const stored = rule?.definition;
  const withTitles = (list: SharingRule['to'] | undefined) => (list ?? []).flatMap(({ id }) => named.find((one) => one.id === id) ?? []);
  const [name, setName] = useState(stored?.label.zh ?? '');
  const [by, setBy] = useState(stored?.by ?? 'owner');
  const [from, setFrom] = useState<readonly Principal[]>(withTitles(stored?.from));
  const [filter, setFilter] = useState(stored?.filter);
  const [to, setTo] = useState<readonly Principal[]>(withTitles(stored?.to));
  const [level, setLevel] = useState(stored?.level ?? 'read');
  const [active, setActive] = useState(stored?.active ?? true);
  const bare = (list: readonly Principal[]) => list.map(({ kind, id }) => ({ kind, id }));
  const submit = useSubmit(async () => {
    const label = name.trim() === stored?.label.zh ? stored.label : bothLanguages(name.trim() || t('rules.unnamed'), '');
    const source = by === 'owner' ? { from: bare(from) } : { from: [], ...(filter ? { filter } : {}) };
    await onSave({ label, active, by, to: bare(to), level, ...source });
    onClose();
  });
  const { problem } = submit;
  return (
    <FormDrawer title={stored ? text(stored.label) : t('rules.add')} submit={submit} fields={['from', 'to', 'filter']} onClose={onClose}>
      <Field label={t('rules.name')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            data-autofocus=""
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <div className="fld">
        <span className="lb">{t('rules.by')}</span>
        <Segmented
          label={t('rules.by')}
          value={by}
          segments={(['owner', 'filter'] as const).map((kind) => ({ value: kind, label: t(`rules.kinds.${kind}`) }))}
          onChange={setBy}
        />
      </div>
      {by === 'owner' ? (
        <Field label={t('rules.from', { objects: text(meta.plural ?? meta.label) })} required error={problem('from')}>
          {(control) => <PrincipalPicker control={control} many value={from} onChange={setFrom} />}
        </Field>
      ) : (
        <fieldset className="fld">
          <legend className="lb">{t('rules.filter')}</legend>
          <FilterGroup meta={meta} filter={filter} accept={accept} onChange={setFilter} />
          {problem('filter') && <p className="err">{problem('filter')}</p>}
        </fieldset>
      )}
      <Field label={t('with')} required error={problem('to')}>
        {(control) => <PrincipalPicker control={control} many value={to} onChange={setTo} />}
      </Field>
      <div className="fld">
        <span className="lb">{t('level')}</span>
        <LevelChoice value={level} onChange={setLevel} />
      </div>
      <Check checked={active} label={t('rules.active')} onChange={setActive} />
      {by === 'filter' && <p className="sub">{t('rules.filterHint')}</p>}
    </FormDrawer>
  );
}
