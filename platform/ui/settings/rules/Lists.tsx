import type { FieldProblem } from '../../data/api.ts';
import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { IconButton } from '../../primitives/Button.tsx';
import type { Choice } from './data.ts';

type Bag = Readonly<Record<string, readonly string[]>>;

interface ListsProps {
  readonly name: string;
  readonly hint: string;
  readonly path: string;
  readonly rows: readonly Choice[];
  readonly choices: readonly Choice[];
  readonly value: Bag;
  readonly problems: readonly FieldProblem[];
  readonly onChange: (value: Bag) => void;
}

/** By row what is chosen for it; rows without any are left out. */
export function Lists({ name, hint, path, rows, choices, value, problems, onChange }: ListsProps) {
  const text = useLabel();
  const whole = problems.find((one) => one.field === path)?.message;
  const set = (key: string, chosen: readonly string[]) => {
    const { [key]: _before, ...rest } = value;
    onChange(chosen.length > 0 ? { ...rest, [key]: chosen } : rest);
  };
  return (
    <fieldset className="rule-rows">
      <legend>{name}</legend>
      <p className={whole ? 'err' : 'hint'}>{whole ?? hint}</p>
      <ul>
        {rows.map((row) => (
          <Row
            key={row.key}
            title={text(row.label)}
            chosen={value[row.key] ?? []}
            choices={choices}
            problem={problems.find((one) => one.field === `${path}.${row.key}`)?.message}
            onChange={(chosen) => set(row.key, chosen)}
          />
        ))}
      </ul>
    </fieldset>
  );
}

function Row({
  title,
  chosen,
  choices,
  problem,
  onChange,
}: {
  readonly title: string;
  readonly chosen: readonly string[];
  readonly choices: readonly Choice[];
  readonly problem: string | undefined;
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const nameOf = (key: string) => text(choices.find((choice) => choice.key === key)?.label) || key;
  return (
    <li>
      <b>{title}</b>
      <span className="rule-chosen">
        {chosen.map((key) => (
          <span key={key} className="tag">
            {nameOf(key)}
            <IconButton
              icon="close"
              size={12}
              label={t('rules.remove', { row: title, name: nameOf(key) })}
              onClick={() => onChange(chosen.filter((one) => one !== key))}
            />
          </span>
        ))}
        <select
          className="inp"
          aria-label={t('rules.addTo', { row: title })}
          aria-invalid={problem ? true : undefined}
          value=""
          onChange={(event) => onChange([...chosen, event.target.value])}
        >
          <option value="">{t('rules.add')}</option>
          {choices
            .filter((choice) => !chosen.includes(choice.key))
            .map((choice) => (
              <option key={choice.key} value={choice.key}>
                {text(choice.label)}
              </option>
            ))}
        </select>
        {problem && <span className="err">{problem}</span>}
      </span>
    </li>
  );
}
