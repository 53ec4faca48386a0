import { api, Field, type FieldMeta, type Filter, useLabel, useObject } from '@huanke/platform/ui';
import { FilterGroup } from '@huanke/platform/ui/filter';
import { FormDrawer, useSubmit } from '@huanke/platform/ui/settings';
import { type Principal, PrincipalPicker } from '@huanke/platform/ui/sharing';
import { type ReactNode, useState } from 'react';
import { runsChanged, shippedWeights, weightKeys } from './data.ts';
import { texts } from './texts.ts';

const accept = (field: FieldMeta) => !['formula', 'rollup', 'encrypted'].includes(field.type) && field.name !== 'owner';

interface Values {
  readonly filter: Filter | undefined;
  readonly people: readonly Principal[];
  readonly weights: Readonly<Record<string, string>>;
  readonly fairness: string;
  readonly maxEach: string;
  readonly regionField: string;
  readonly seed: string;
}

const first: Values = {
  filter: undefined,
  people: [],
  weights: Object.fromEntries(weightKeys.map((key) => [key, String(shippedWeights[key])])),
  fairness: '0',
  maxEach: '',
  regionField: 'address',
  seed: '1',
};

const bodyOf = ({ filter, people, weights, fairness, maxEach, regionField, seed }: Values) => ({
  filter: filter ?? null,
  people: people.map(({ kind, id }) => ({ kind, id })),
  weights: Object.fromEntries(weightKeys.map((key) => [key, Number(weights[key] ?? 0)])),
  fairness: Number(fairness),
  maxEach: maxEach === '' ? null : Number(maxEach),
  regionField: regionField || null,
  seed: Number(seed),
});

/** Which leads, to whom, and what counts how much. */
export function DispatchForm({ onClose, onMade }: { readonly onClose: () => void; readonly onMade: (id: string) => void }) {
  const text = useLabel();
  const { data: lead } = useObject('lead');
  const [values, setValues] = useState(first);
  const set = (patch: Partial<Values>) => setValues({ ...values, ...patch });
  const submit = useSubmit(async () => {
    const { id } = await api.post<{ id: string }>('/dispatch-runs', bodyOf(values));
    await runsChanged();
    onMade(id);
  });
  const { problem } = submit;
  return (
    <FormDrawer
      title={text(texts.create)}
      submit={submit}
      fields={['filter', 'people', 'weights', 'fairness', 'maxEach', 'seed']}
      onClose={onClose}
    >
      {lead && (
        <fieldset className="fld">
          <legend className="lb">{text(texts.form.filter)}</legend>
          <FilterGroup meta={lead} filter={values.filter} accept={accept} onChange={(filter) => set({ filter })} />
          <p className="hint">{text(texts.form.filterHint)}</p>
          {problem('filter') && <p className="err">{problem('filter')}</p>}
        </fieldset>
      )}
      <Field label={text(texts.form.people)} required error={problem('people')}>
        {(control) => <PrincipalPicker control={control} many value={values.people} onChange={(people) => set({ people })} />}
      </Field>
      <fieldset className="fld">
        <legend className="lb">{text(texts.form.weights)}</legend>
        <div className="dispatch-weights">
          {weightKeys.map((key) => (
            <Amount
              key={key}
              label={text(texts.weight[key])}
              value={values.weights[key] ?? ''}
              error={problem(`weights.${key}`)}
              onChange={(value) => set({ weights: { ...values.weights, [key]: value } })}
            />
          ))}
        </div>
        <p className="hint">{text(texts.form.weightsHint)}</p>
      </fieldset>
      <Limits values={values} set={set} problem={problem} />
      <Field label={text(texts.form.region)} error={problem('regionField')}>
        {(control) => (
          <select className="inp" {...control} value={values.regionField} onChange={(event) => set({ regionField: event.target.value })}>
            <option value="">{text(texts.form.noRegion)}</option>
            {lead?.fields
              .filter((field) => (field.type === 'text' || field.type === 'address') && !field.system)
              .map((field) => (
                <option key={field.name} value={field.name}>
                  {text(field.label)}
                </option>
              ))}
          </select>
        )}
      </Field>
    </FormDrawer>
  );
}

function Limits({
  values,
  set,
  problem,
}: {
  readonly values: Values;
  readonly set: (patch: Partial<Values>) => void;
  readonly problem: (field: string) => string | undefined;
}): ReactNode {
  const text = useLabel();
  const of = (key: 'fairness' | 'maxEach' | 'seed') => ({
    label: text(texts.form[key]),
    hint: text(texts.form[`${key}Hint`]),
    value: values[key],
    error: problem(key),
    onChange: (value: string) => set({ [key]: value }),
  });
  return (
    <>
      <div className="two">
        <Amount {...of('fairness')} />
        <Amount {...of('maxEach')} />
      </div>
      {Number(values.fairness) > 0 && <Amount {...of('seed')} />}
    </>
  );
}

function Amount({
  label,
  value,
  hint,
  error,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          className="inp"
          {...control}
          type="number"
          step="any"
          min={0}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
