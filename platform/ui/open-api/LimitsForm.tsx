import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { openApiChanged } from './data.ts';
import { Section } from './Section.tsx';

interface Limits {
  readonly credential: number;
  readonly user: number;
}
const KEYS = ['credential', 'user'] as const;

function Form({ limits }: { readonly limits: Limits }) {
  const { t } = useTranslation('openApi');
  const [values, setValues] = useState<Readonly<Record<keyof Limits, string>>>({
    credential: String(limits.credential),
    user: String(limits.user),
  });
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    await api.patch('/api-limits', { credential: Number(values.credential), user: Number(values.user) });
    await openApiChanged();
    toast.ok(t('saved', { ns: 'settings' }));
  });
  return (
    <form ref={form} onSubmit={onSubmit} className="api-limits" noValidate>
      <FormProblem error={error} fields={KEYS} />
      {KEYS.map((key) => (
        <Field key={key} label={t(`limits.${key}`)} error={problem(key)}>
          {(control) => (
            <input
              className="inp"
              type="number"
              {...control}
              value={values[key]}
              onChange={(event) => setValues({ ...values, [key]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Button type="submit" busy={busy} disabled={KEYS.every((key) => values[key] === String(limits[key]))}>
        {t('save', { ns: 'common' })}
      </Button>
    </form>
  );
}

/** How many requests a minute keys and people may make. */
export function LimitsForm() {
  const { t } = useTranslation('openApi');
  const limits = useQuery({ queryKey: ['openApi', 'limits'], queryFn: ({ signal }) => api.get<Limits>('/api-limits', { signal }) });
  return (
    <Section id="api-limits" title={t('limits.title')} text={t('limits.text')}>
      {limits.data && <Form key={`${limits.data.credential} ${limits.data.user}`} limits={limits.data} />}
    </Section>
  );
}
