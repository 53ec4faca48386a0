import type { FieldProblem } from '../../data/api.ts';
import { type Label, useLabel } from '../../data/meta.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button, IconButton } from '../../primitives/Button.tsx';
import { readInteger } from './body.ts';
import type { Choice } from './data.ts';

interface Step {
  readonly name: Label;
  readonly weight: number | string;
  readonly days: number | string;
}
type Bag = Readonly<Record<string, readonly Step[]>>;

const named = (typed: string): Label => ({ zh: typed, en: typed });

interface StepsProps {
  readonly name: string;
  readonly hint: string;
  readonly path: string;
  readonly rows: readonly Choice[];
  readonly value: Bag;
  readonly problems: readonly FieldProblem[];
  readonly onChange: (value: Bag) => void;
}

/** By row a list of steps with weight and day, folded up. */
export function Steps({ name, hint, path, rows, value, problems, onChange }: StepsProps) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const whole = problems.find((one) => one.field === path)?.message;
  return (
    <fieldset className="rule-rows">
      <legend>{name}</legend>
      <p className={whole ? 'err' : 'hint'}>{whole ?? hint}</p>
      {rows.map((row) => {
        const steps = value[row.key] ?? [];
        const problem = problems.find((one) => one.field === `${path}.${row.key}` || one.field.startsWith(`${path}.${row.key}[`))?.message;
        const weight = steps.reduce((sum, step) => sum + (Number(step.weight) || 0), 0);
        return (
          <details key={row.key} {...(problem ? { open: true } : {})}>
            <summary>
              <b>{text(row.label)}</b> <span className="note">{t('rules.steps', { count: steps.length, weight })}</span>
            </summary>
            {problem && (
              <p className="err" role="alert">
                {problem}
              </p>
            )}
            <StepList title={text(row.label)} steps={steps} onChange={(next) => onChange({ ...value, [row.key]: next })} />
          </details>
        );
      })}
    </fieldset>
  );
}

function StepList({
  title,
  steps,
  onChange,
}: {
  readonly title: string;
  readonly steps: readonly Step[];
  readonly onChange: (steps: readonly Step[]) => void;
}) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const { language } = useFormat();
  const set = (at: number, part: Partial<Step>) => onChange(steps.map((step, place) => (place === at ? { ...step, ...part } : step)));
  const renamed = ({ zh, en }: Label, typed: string): Label =>
    zh === en ? named(typed) : language === 'en' ? { zh, en: typed } : { zh: typed, en };
  return (
    <ol className="rule-steps">
      {steps.map((step, at) => {
        const n = at + 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
          <li key={at}>
            <input
              className="inp"
              aria-label={t('rules.stepName', { row: title, n })}
              value={text(step.name)}
              onChange={(event) => set(at, { name: renamed(step.name, event.target.value) })}
            />
            {(['weight', 'days'] as const).map((key) => (
              <span key={key} className="rule-value">
                <input
                  className="inp"
                  inputMode="numeric"
                  aria-label={t(`rules.${key}Of`, { row: title, n })}
                  value={String(step[key])}
                  onChange={(event) => set(at, { [key]: readInteger(event.target.value) })}
                />
                <span className="sub">{t(`rules.${key}`)}</span>
              </span>
            ))}
            <IconButton
              icon="close"
              label={t('rules.removeStep', { row: title, n })}
              onClick={() => onChange(steps.filter((_, place) => place !== at))}
            />
          </li>
        );
      })}
      <li>
        <Button
          kind="ghost"
          size="sm"
          icon="plus"
          aria-label={t('rules.addStepTo', { row: title })}
          onClick={() => onChange([...steps, { name: named(''), weight: 0, days: steps.at(-1)?.days ?? 0 }])}
        >
          {t('rules.addStep')}
        </Button>
      </li>
    </ol>
  );
}
