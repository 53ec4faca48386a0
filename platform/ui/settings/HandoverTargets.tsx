import { useState } from 'react';
import { type FieldMeta, useLabel, useObjects } from '../data/meta.ts';
import type { Reference } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import type { HandoverPreview, HandoverTarget } from './people.ts';

const FIELD: FieldMeta = { name: 'to', type: 'user', label: { zh: '接手人', en: 'Successor' }, required: true };

/** Who takes over one object: a person (nobody named: the successor of the rest), whoever its rules choose, or a pool. */
export type Taker =
  | { readonly kind: 'user'; readonly who: Reference | null }
  | { readonly kind: 'rules' }
  | { readonly kind: 'pool'; readonly id: string };

export type Takers = Readonly<Record<string, Taker>>;

/** As the server takes it: objects for which nobody is named are left out. */
export function targetsOf(takers: Takers): Record<string, HandoverTarget> {
  const named = Object.entries(takers).flatMap(([object, taker]): [string, HandoverTarget][] => {
    if (taker.kind !== 'user') return [[object, taker]];
    return taker.who ? [[object, taker.who.id]] : [];
  });
  return Object.fromEntries(named);
}

function PersonField({
  label,
  value,
  error,
  required = false,
  onChange,
}: {
  readonly label: string;
  readonly value: Reference | null;
  readonly error: string | undefined;
  readonly required?: boolean;
  readonly onChange: (value: Reference | null) => void;
}) {
  return (
    <Field label={label} required={required} error={error}>
      {(control) => (
        <FieldEditor
          field={FIELD}
          id={control.id}
          value={value}
          onChange={(next) => onChange(next as Reference | null)}
          required={required}
          invalid={error !== undefined}
        />
      )}
    </Field>
  );
}

const nobody: Taker = { kind: 'user', who: null };

/** One object: a person, and where there are any, its rules or a pool instead. */
function ObjectTarget({
  count,
  taker,
  error,
  onChange,
}: {
  readonly count: HandoverPreview['counts'][number];
  readonly taker: Taker;
  readonly error: string | undefined;
  readonly onChange: (taker: Taker) => void;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const all = useObjects().data;
  const object = text(all?.find((one) => one.name === count.object)?.label) || count.object;
  const format = useFormat();
  const { rules, pools } = count;
  const [first] = pools;
  const kinds = (['user', 'rules', 'pool'] as const).filter((kind) => kind === 'user' || (kind === 'rules' ? rules : first));
  const person = (
    <PersonField
      label={t(kinds.length === 1 ? 'users.objectTo' : 'users.personTo', { object })}
      value={taker.kind === 'user' ? taker.who : null}
      error={error}
      onChange={(who) => onChange({ kind: 'user', who })}
    />
  );
  if (kinds.length === 1) return person;
  const group = t('users.objectBy', { object });
  const choose = (kind: Taker['kind']) => {
    if (kind === 'user') onChange(nobody);
    else if (kind === 'rules') onChange({ kind });
    else if (first) onChange({ kind, id: first.id });
  };
  return (
    <fieldset className="fld ho-target">
      <legend className="lb">{group}</legend>
      <Segmented
        label={group}
        value={taker.kind}
        segments={kinds.map((value) => ({ value, label: t(`users.takers.${value}`) }))}
        onChange={choose}
      />
      {taker.kind === 'user' && person}
      {taker.kind === 'rules' && (
        <>
          <p className="hint">{t('users.rulesHint')}</p>
          {error && <p className="err">{error}</p>}
        </>
      )}
      {taker.kind === 'pool' && (
        <Field
          label={t('users.intoPool')}
          hint={count.finished > 0 ? t('users.poolHint', { n: format.number(count.finished) }) : undefined}
          error={error}
        >
          {(control) => (
            <select className="inp" {...control} value={taker.id} onChange={(event) => onChange({ kind: 'pool', id: event.target.value })}>
              {pools.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </fieldset>
  );
}

/** One successor for the rest, and somebody else, the rules or a pool for single objects where that is wanted. */
export function HandoverTargets({
  preview,
  to,
  takers,
  problem,
  onChange,
}: {
  readonly preview: HandoverPreview;
  readonly to: Reference | null;
  readonly takers: Takers;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (part: { readonly to?: Reference | null; readonly takers?: Takers }) => void;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const [single, setSingle] = useState(Object.keys(takers).length > 0);
  const hasChoice = preview.counts.length > 1 || preview.counts.some(({ rules, pools }) => rules || pools.length > 0);
  return (
    <>
      <PersonField label={text(FIELD.label)} value={to} error={problem('to')} required onChange={(next) => onChange({ to: next })} />
      {hasChoice && !single && (
        <Button kind="link" onClick={() => setSingle(true)}>
          {t('users.bySingle')}
        </Button>
      )}
      {single &&
        preview.counts.map((count) => (
          <ObjectTarget
            key={count.object}
            count={count}
            taker={takers[count.object] ?? nobody}
            error={problem(`objects.${count.object}`)}
            onChange={(taker) => onChange({ takers: { ...takers, [count.object]: taker } })}
          />
        ))}
    </>
  );
}
