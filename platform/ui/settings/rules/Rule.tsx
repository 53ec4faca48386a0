import { useEffect, useRef } from 'react';
import type { FieldProblem } from '../../data/api.ts';
import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Check } from '../../primitives/Check.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Tag } from '../../primitives/Tag.tsx';
import { sameValue } from './body.ts';
import type { Setting } from './data.ts';
import { ChoiceInput, LimitInput, ValueInput } from './inputs.tsx';
import { Lists } from './Lists.tsx';
import { Steps } from './Steps.tsx';
import { useShown } from './shown.ts';

interface RuleProps {
  readonly field: Setting;
  readonly value: unknown;
  readonly problems: readonly FieldProblem[];
  /** The search has led to it. */
  readonly isFound: boolean;
  readonly onChange: (value: unknown) => void;
}

/** One setting: its name, what follows from it, its value, and the way back to what is shipped. */
export function Rule({ field, value, problems, isFound, onChange }: RuleProps) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const shown = useShown();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isFound) box.current?.scrollIntoView({ block: 'center' });
  }, [isFound]);
  const isChanged = !sameValue(value, field.shipped);
  const name = text(field.label);
  return (
    <div ref={box} className={isFound ? 'rule found' : 'rule'}>
      <Control field={field} value={value} problems={problems} onChange={onChange} />
      {problems.some(({ code }) => code === 'VERSION_CONFLICT') && (
        <p className="note">{t('rules.theirs', { value: shown(field, field.value) })}</p>
      )}
      {isChanged && (
        <p className="rule-state">
          <Tag small tone="brand">
            {t('rules.changed')}
          </Tag>
          <span className="note">{t('rules.shipped', { value: shown(field) })}</span>
          <Button kind="link" size="sm" aria-label={t('rules.resetOf', { name })} onClick={() => onChange(field.shipped)}>
            {t('rules.reset')}
          </Button>
        </p>
      )}
    </div>
  );
}

function Control({ field, value, problems, onChange }: Omit<RuleProps, 'isFound'>) {
  const text = useLabel();
  const { input } = field;
  const name = text(field.label);
  const hint = text(field.help);
  const error = problems[0]?.message;
  if (input.type === 'boolean')
    return (
      <div className="fld">
        <Check checked={value === true} label={name} onChange={onChange} />
        <p className={error ? 'err' : 'hint'}>{error ?? hint}</p>
      </div>
    );
  if (input.type === 'lists' || input.type === 'steps') {
    const common = { name, hint, problems, path: field.name, rows: input.rows };
    if (input.type === 'steps') return <Steps {...common} value={value as Parameters<typeof Steps>[0]['value']} onChange={onChange} />;
    return <Lists {...common} choices={input.choices} value={value as Parameters<typeof Lists>[0]['value']} onChange={onChange} />;
  }
  return (
    <Field label={name} hint={hint} error={error}>
      {(control) => {
        if (input.type === 'role' || input.type === 'choice')
          return <ChoiceInput control={control} input={input} value={String(value ?? '')} onChange={onChange} />;
        if (input.type === 'integer' && input.none)
          return <LimitInput control={control} input={input} name={name} shipped={field.shipped} value={value} onChange={onChange} />;
        return <ValueInput control={control} input={input} value={value} onChange={onChange} />;
      }}
    </Field>
  );
}
