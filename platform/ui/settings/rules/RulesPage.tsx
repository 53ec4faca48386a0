import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { ErrorState } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { SettingsFrame } from '../Frame.tsx';
import { FormProblem, useSubmit } from '../form.tsx';
import { sameValue } from './body.ts';
import { type RuleSet, saveRules, useRuleSet } from './data.ts';
import { LastChange } from './LastChange.tsx';
import { Rule } from './Rule.tsx';
import './rules.css';

function RulesForm({ rules, found }: { readonly rules: RuleSet; readonly found: string }) {
  const { t } = useTranslation('settings');
  const [touched, setTouched] = useState<Readonly<Record<string, unknown>>>({});
  // what was there when the first setting was touched: the page may be read anew meanwhile
  const [seen, setSeen] = useState(rules);
  const { form, busy, error, onSubmit } = useSubmit(async () => {
    await saveRules(seen, touched, setSeen);
    setTouched({});
    toast.ok(t('saved'));
  });
  const problems = error?.errors ?? [];
  const isTouched = rules.fields.some(({ name, value }) => Object.hasOwn(touched, name) && !sameValue(touched[name], value));
  return (
    <form ref={form} onSubmit={onSubmit} className="set-form rules" noValidate>
      <FormProblem error={error} fields={rules.fields.map(({ name }) => name)} />
      {rules.fields.map((field) => (
        <Rule
          key={field.name}
          field={field}
          value={Object.hasOwn(touched, field.name) ? touched[field.name] : field.value}
          problems={problems.filter((one) => one.field === field.name || one.field.startsWith(`${field.name}.`))}
          isFound={field.name === found}
          onChange={(value) => {
            if (Object.keys(touched).length === 0) setSeen(rules);
            setTouched({ ...touched, [field.name]: value });
          }}
        />
      ))}
      <footer className="rules-foot">
        <Button kind="primary" type="submit" busy={busy} disabled={!isTouched}>
          {t('save', { ns: 'common' })}
        </Button>
        {isTouched && <Button onClick={() => setTouched({})}>{t('cancel', { ns: 'common' })}</Button>}
      </footer>
    </form>
  );
}

/** `/settings/rules/$kind`: what one module lets a company set, made from what the module declares. */
export function RulesPage() {
  const text = useLabel();
  const { kind = '' } = useParams({ strict: false });
  const { data, error, refetch } = useRuleSet(kind);
  // the search of the settings leads here with a name
  const found = new URLSearchParams(location.search).get('find') ?? '';
  return (
    <SettingsFrame page="rules" permission="metadata.manage" title={data ? text(data.label) : ''} text={data && text(data.text)}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} />}
      {data && (
        <>
          <LastChange kind={data.kind} name={text(data.label)} />
          <RulesForm key={data.kind} rules={data} found={found} />
        </>
      )}
    </SettingsFrame>
  );
}
