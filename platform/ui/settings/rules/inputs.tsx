import { useLabel } from '../../data/meta.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { FieldControl } from '../../primitives/Field.tsx';
import { readInteger } from './body.ts';
import type { SettingInput } from './data.ts';

type Of<T extends SettingInput['type']> = Extract<SettingInput, { type: T }>;

interface InputProps<T extends SettingInput['type'], V = unknown> {
  readonly control: FieldControl;
  readonly input: Of<T>;
  readonly value: V;
  readonly onChange: (value: unknown) => void;
}

/** A number with what it counts; an amount says the company's currency. */
export function ValueInput({ control, input, value, onChange }: InputProps<'integer' | 'decimal'>) {
  const text = useLabel();
  const { currency } = useFormat();
  return (
    <span className="rule-value">
      <input
        className="inp"
        {...control}
        inputMode={input.type === 'integer' ? 'numeric' : 'decimal'}
        placeholder={input.none && text(input.none)}
        value={value === null ? '' : String(value)}
        onChange={(event) => onChange(input.type === 'integer' ? readInteger(event.target.value) : event.target.value)}
      />
      <span className="sub">{input.unit ? text(input.unit) : currency}</span>
    </span>
  );
}

/** A number that can be switched off. */
export function LimitInput({ name, shipped, ...props }: InputProps<'integer'> & { readonly name: string; readonly shipped: unknown }) {
  const text = useLabel();
  const { input, value, onChange } = props;
  const none = input.none ? text(input.none) : '';
  return (
    <span className="rule-limit">
      {value !== null && <ValueInput {...props} />}
      <label className="checkline">
        <input
          type="checkbox"
          className="cb"
          aria-label={`${name} ${none}`}
          {...(value === null ? { id: props.control.id } : {})}
          checked={value === null}
          onChange={(event) => onChange(event.target.checked ? null : shipped)}
        />
        <span>{none}</span>
      </label>
    </span>
  );
}

/** One of a few, or of the company's roles; one it does not have (yet) stays named. */
export function ChoiceInput({ control, input, value, onChange }: InputProps<'choice' | 'role', string>) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const isKnown = input.choices.some((choice) => choice.key === value);
  return (
    <select className="inp" {...control} value={value} onChange={(event) => onChange(event.target.value)}>
      {!isKnown && <option value={value}>{t('rules.noRole', { key: value })}</option>}
      {input.choices.map((choice) => (
        <option key={choice.key} value={choice.key}>
          {text(choice.label)}
        </option>
      ))}
    </select>
  );
}
