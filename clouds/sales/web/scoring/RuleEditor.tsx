import { Check, Field, type FieldMeta, fieldOf, IconButton, type ObjectMeta, Tag, useLabel, useObject } from '@huanke/platform/ui';
import { FilterGroup } from '@huanke/platform/ui/filter';
import { fill } from '../fill.ts';
import type { ScoreRule } from './data.ts';
import { texts } from './texts.ts';

const accept = (field: FieldMeta) => !['formula', 'rollup', 'encrypted'].includes(field.type) && !['score', 'grade'].includes(field.name);

/** One rule: what it is called, what it gives, and what it is about. */
export function RuleEditor({
  lead,
  rule,
  place,
  problem,
  onChange,
}: {
  readonly lead: ObjectMeta;
  readonly rule: ScoreRule;
  readonly place: string;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (next: ScoreRule | null) => void;
}) {
  const text = useLabel();
  const about = problem(`${place}.filter`) ?? problem(`${place}.keys`);
  return (
    <div className="scorerule">
      <div className="row">
        <Field label={text(texts.ruleName)} required error={problem(`${place}.name`)}>
          {(control) => (
            <input
              className="inp"
              {...control}
              maxLength={60}
              value={rule.name}
              onChange={(event) => onChange({ ...rule, name: event.target.value })}
            />
          )}
        </Field>
        <Field label={text(texts.points)} required error={problem(`${place}.points`)}>
          {(control) => (
            <input
              className="inp"
              {...control}
              type="number"
              value={rule.points}
              onChange={(event) => onChange({ ...rule, points: Number(event.target.value) })}
            />
          )}
        </Field>
        <Tag small>{text(texts.kinds[rule.kind])}</Tag>
        <IconButton icon="trash" label={fill(text(texts.removeRule), { name: rule.name })} onClick={() => onChange(null)} />
      </div>
      {rule.kind === 'fit' ? (
        <fieldset className="plain">
          <legend className="lb">{text(texts.condition)}</legend>
          <FilterGroup
            meta={lead}
            filter={rule.filter ?? undefined}
            accept={accept}
            onChange={(filter) => onChange({ ...rule, filter: filter ?? null })}
          />
        </fieldset>
      ) : (
        <KeyChoice rule={rule} onChange={onChange} />
      )}
      {about && <p className="err">{about}</p>}
    </div>
  );
}

type Behaviour = Extract<ScoreRule, { kind: 'touch' | 'activity' }>;

function KeyChoice({ rule, onChange }: { readonly rule: Behaviour; readonly onChange: (next: ScoreRule) => void }) {
  const text = useLabel();
  const [object, field] = rule.kind === 'touch' ? (['leadTouch', 'source'] as const) : (['activity', 'type'] as const);
  const options = fieldOf(useObject(object).data, field)?.options ?? [];
  const toggle = (key: string) =>
    onChange({ ...rule, keys: rule.keys.includes(key) ? rule.keys.filter((one) => one !== key) : [...rule.keys, key] });
  return (
    <fieldset className="plain keys">
      <legend className="lb">{text(texts.which)}</legend>
      {options.map(({ key, label }) => (
        <Check key={key} checked={rule.keys.includes(key)} label={text(label)} onChange={() => toggle(key)} />
      ))}
    </fieldset>
  );
}
