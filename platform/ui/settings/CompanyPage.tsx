import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { sessionQuery } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from './Frame.tsx';
import { FormProblem, useSubmit } from './form.tsx';
import { logoUrl } from './logo.ts';

interface Company {
  readonly name: string;
  readonly logo: string | null;
  readonly timeZone: string;
  readonly currency: string;
  readonly language: string;
  readonly weekStart: number;
  readonly fiscalYearStart: number;
}

const CURRENCIES = ['CNY', 'USD', 'EUR', 'HKD', 'TWD', 'JPY', 'GBP', 'SGD', 'KRW', 'AUD', 'CAD', 'CHF', 'THB', 'VND', 'MYR', 'INR'];
const NEAR = [
  'Asia/Shanghai',
  'Asia/Hong_Kong',
  'Asia/Taipei',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'UTC',
];
const FIELDS = ['name', 'logo', 'timeZone', 'currency', 'language', 'weekStart', 'fiscalYearStart'] as const;

function Logo({ value, onChange }: { readonly value: string | null; readonly onChange: (logo: string | null) => void }) {
  const { t } = useTranslation('settings');
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="set-logo">
      <span className="box">
        {value ? <img src={value.startsWith('data:') ? value : `/api/v1/files/${value}`} alt={t('company.logo')} /> : t('company.noLogo')}
      </span>
      <Button onClick={() => input.current?.click()}>{t('company.chooseLogo')}</Button>
      {value && (
        <Button kind="ghost" onClick={() => onChange(null)}>
          {t('company.removeLogo')}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) logoUrl(file).then(onChange, () => toast.info(t('company.badLogo')));
        }}
      />
    </div>
  );
}

function CompanyForm({ company }: { readonly company: Company }) {
  const { t, i18n } = useTranslation('settings');
  const [values, setValues] = useState(company);
  const set = (changes: Partial<Company>) => setValues({ ...values, ...changes });
  const zones = [...new Set([...NEAR, values.timeZone, ...Intl.supportedValuesOf('timeZone')])];
  const currencyNames = new Intl.DisplayNames(i18n.language, { type: 'currency' });
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    const changed = Object.fromEntries(FIELDS.filter((key) => values[key] !== company[key]).map((key) => [key, values[key]]));
    const saved = await api.patch<Company>('/settings', changed);
    queryClient.setQueryData(['settings'], saved);
    await queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    // The session holds zone and currency of every format on the page.
    await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 });
    toast.ok(t('saved'));
  });
  return (
    <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
      <FormProblem error={error} fields={FIELDS} />
      <Field label={t('company.name')} required error={problem('name')}>
        {(control) => <input className="inp" {...control} value={values.name} onChange={(event) => set({ name: event.target.value })} />}
      </Field>
      <div className="fld">
        <span className="lb">{t('company.logo')}</span>
        <Logo value={values.logo} onChange={(logo) => set({ logo })} />
        <p className="hint">{t('company.logoHint')}</p>
      </div>
      <Field label={t('company.timeZone')} hint={t('company.timeZoneHint')} error={problem('timeZone')}>
        {(control) => (
          <select className="inp" {...control} value={values.timeZone} onChange={(event) => set({ timeZone: event.target.value })}>
            {zones.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('company.currency')} hint={t('company.currencyHint')} error={problem('currency')}>
        {(control) => (
          <select className="inp" {...control} value={values.currency} onChange={(event) => set({ currency: event.target.value })}>
            {[...new Set([values.currency, ...CURRENCIES])].map((code) => (
              <option key={code} value={code}>
                {code} · {currencyNames.of(code)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('company.language')} hint={t('company.languageHint')} error={problem('language')}>
        {(control) => (
          <select className="inp" {...control} value={values.language} onChange={(event) => set({ language: event.target.value })}>
            <option value="zh-CN">简体中文</option>
            <option value="en">English</option>
          </select>
        )}
      </Field>
      <div className="two">
        <Field label={t('company.weekStart')} error={problem('weekStart')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={values.weekStart}
              onChange={(event) => set({ weekStart: Number(event.target.value) })}
            >
              {[1, 0, 6].map((day) => (
                <option key={day} value={day}>
                  {t(`company.day${day}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('company.fiscalYearStart')} error={problem('fiscalYearStart')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={values.fiscalYearStart}
              onChange={(event) => set({ fiscalYearStart: Number(event.target.value) })}
            >
              {Array.from({ length: 12 }, (_, at) => at + 1).map((month) => (
                <option key={month} value={month}>
                  {new Intl.DateTimeFormat(i18n.language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, month - 1, 15))}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Button kind="primary" type="submit" busy={busy} disabled={FIELDS.every((key) => values[key] === company[key])}>
        {t('save', { ns: 'common' })}
      </Button>
    </form>
  );
}

export function CompanyPage() {
  const { data, error, refetch } = useQuery({ queryKey: ['settings'], queryFn: ({ signal }) => api.get<Company>('/settings', { signal }) });
  return (
    <SettingsFrame page="company">
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && <CompanyForm key={JSON.stringify(data)} company={data} />}
    </SettingsFrame>
  );
}
