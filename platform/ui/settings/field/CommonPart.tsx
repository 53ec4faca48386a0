import { useQuery } from '@tanstack/react-query';
import { api } from '../../data/api.ts';
import { type FieldType, useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Check } from '../../primitives/Check.tsx';
import { Field } from '../../primitives/Field.tsx';
import { DefaultFormula, formulaOfDefault } from './DefaultFormula.tsx';
import { MaskPart } from './MaskPart.tsx';
import type { FieldPartProps } from './parts.ts';

const BANKS: Readonly<Partial<Record<FieldType, 't' | 'n' | 'd' | 'u'>>> = {
  text: 't',
  picklist: 't',
  phone: 't',
  email: 't',
  url: 't',
  autoNumber: 't',
  number: 'n',
  currency: 'n',
  percent: 'n',
  rating: 'n',
  date: 'n',
  boolean: 'n',
  datetime: 'd',
  lookup: 'u',
  user: 'u',
  department: 'u',
};
/** Types whose values are personal unless said otherwise, as isPersonal of the server has it. */
const PERSONAL: ReadonlySet<FieldType> = new Set(['phone', 'email', 'idNumber']);
const UNIQUE: ReadonlySet<FieldType> = new Set(['text', 'phone', 'email', 'url', 'number', 'date', 'barcode', 'idNumber']);
const FORMS = ['essential', 'more', 'hidden'] as const;

function DefaultValue(props: FieldPartProps) {
  const { value, onChange, problem } = props;
  const { t } = useTranslation('fields');
  const text = useLabel();
  const moment = { user: '{me}', date: '{today}', datetime: '{now}' }[value.type as string];
  const choices =
    value.type === 'picklist'
      ? (value.options ?? []).filter((option) => option.active !== false).map((option) => ({ key: option.key, name: text(option.label) }))
      : moment
        ? [{ key: moment, name: t(`default_${value.type}`) }]
        : undefined;
  const free = value.type === 'text' || value.type === 'number' || value.type === 'currency' || value.type === 'percent';
  if (!choices && !free) return null;
  if (formulaOfDefault(value.default) !== undefined) return <DefaultFormula {...props} />;
  return (
    <div>
      <Field label={t('default')} error={problem('default')}>
        {(control) =>
          choices ? (
            <select
              className="inp"
              {...control}
              value={String(value.default ?? '')}
              onChange={(event) => onChange({ default: event.target.value || null })}
            >
              <option value="">{t('noDefault')}</option>
              {choices.map((choice) => (
                <option key={choice.key} value={choice.key}>
                  {choice.name}
                </option>
              ))}
            </select>
          ) : (
            <input
              className="inp"
              {...control}
              value={String(value.default ?? '')}
              onChange={(event) => onChange({ default: event.target.value || null })}
            />
          )
        }
      </Field>
      <Button kind="link" size="sm" onClick={() => onChange({ default: { formula: '' } })}>
        {t('defaultFormula', { ns: 'formula' })}
      </Button>
    </div>
  );
}

/** What every field can have: required, unique, indexed, history, place in the form, default, help. */
export function CommonPart(props: FieldPartProps) {
  const { object, value, onChange, problem } = props;
  const { t } = useTranslation('fields');
  const own = !value.name || value.custom === true;
  const bank = BANKS[value.type];
  const slots = useQuery({
    queryKey: ['meta', 'slots', object.name],
    queryFn: () => api.get<{ slots: Record<string, { total: number; used: number }> }>(`/meta/objects/${object.name}/slots`),
  }).data?.slots;
  const room = bank && slots?.[bank];
  const system = value.type === 'autoNumber' || value.type === 'formula' || value.type === 'rollup';
  const check = (key: 'required' | 'unique' | 'indexed' | 'trackHistory' | 'personal', fallback: boolean, note?: string) => (
    <Check
      checked={(value[key] as boolean | undefined) ?? fallback}
      label={t(key)}
      note={note}
      onChange={(on) => onChange({ [key]: on })}
    />
  );
  return (
    <>
      {!system && <DefaultValue {...props} />}
      {value.type !== 'rollup' && value.type !== 'formula' && (
        <>
          <fieldset className="set-checks">
            <legend className="h3">{t('rules')}</legend>
            {own && !system && value.type !== 'masterDetail' && check('required', false)}
            {own && UNIQUE.has(value.type) && check('unique', false)}
            {own &&
              bank &&
              check(
                'indexed',
                !value.name && room ? room.total - room.used > 2 : false,
                room && t('slotsLeft', { count: Math.max(room.total - room.used, 0) }),
              )}
            {check('trackHistory', true)}
            {check('personal', PERSONAL.has(value.type), t('personalNote'))}
            {problem('indexed') && <p className="err">{problem('indexed')}</p>}
            {problem('unique') && <p className="err">{problem('unique')}</p>}
          </fieldset>
          <div className="two">
            <Field label={t('form')} error={problem('form')}>
              {(control) => (
                <select
                  className="inp"
                  {...control}
                  value={value.form ?? 'more'}
                  onChange={(event) => onChange({ form: event.target.value })}
                >
                  {value.form === 'required' && <option value="required">{t('form_required')}</option>}
                  {FORMS.map((one) => (
                    <option key={one} value={one}>
                      {t(`form_${one}`)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <MaskPart value={value} onChange={onChange} problem={problem} />
          </div>
        </>
      )}
      <Field label={t('help')} hint={t('helpHint')} error={problem('help')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            maxLength={200}
            value={value.help?.zh ?? ''}
            onChange={(event) => onChange({ help: event.target.value ? { zh: event.target.value, en: event.target.value } : null })}
          />
        )}
      </Field>
    </>
  );
}
