import { useState } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { isWritable } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { bothLanguages } from '../settings/field-form.ts';
import { useSubmit } from '../settings/form.tsx';
import { FormulaInput } from './FormulaInput.tsx';
import type { RuleBody, StoredRule } from './rules.ts';

const nothing = bothLanguages('', '');
const second = (label: RuleBody['label']) => (label.en === label.zh ? '' : label.en);

/** A new validation rule, or all that is said of one. */
export function RuleDrawer({
  meta,
  rule,
  onSave,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly rule: StoredRule | null;
  readonly onSave: (body: RuleBody) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('formula');
  const text = useLabel();
  const stored = rule?.definition;
  const [name, setName] = useState(stored?.label.zh ?? '');
  const [condition, setCondition] = useState(stored?.condition ?? '');
  const [message, setMessage] = useState({ zh: stored?.message.zh ?? '', en: stored ? second(stored.message) : '' });
  const [field, setField] = useState(stored?.field ?? '');
  const [active, setActive] = useState(stored?.active ?? true);
  const submit = useSubmit(async () => {
    const told = bothLanguages(message.zh, message.en);
    const label = name.trim() === stored?.label.zh ? stored.label : bothLanguages(name, '');
    await onSave({ label: label.zh ? label : told, active, condition, message: told.zh ? told : nothing, ...(field ? { field } : {}) });
    onClose();
  });
  const { problem } = submit;
  return (
    <FormDrawer
      title={stored ? t('edit', { name: text(stored.label) }) : t('add')}
      submit={submit}
      fields={['label', 'condition', 'message', 'field']}
      onClose={onClose}
    >
      <Field label={t('name')} hint={t('nameHint')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            data-autofocus=""
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <FormulaInput
        object={meta}
        label={t('condition')}
        required
        hint={t('conditionHint')}
        value={condition}
        onChange={setCondition}
        expected="boolean"
        rule
        error={problem('condition')}
        tell={(value) => t(value === true ? 'refuses' : 'passes')}
      />
      <div className="two">
        <Field label={t('messageZh')} required hint={t('messageHint')} error={problem('message')}>
          {(control) => (
            <input
              className="inp"
              {...control}
              maxLength={200}
              value={message.zh}
              onChange={(event) => setMessage({ ...message, zh: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('messageEn')}>
          {(control) => (
            <input
              className="inp"
              {...control}
              maxLength={200}
              value={message.en}
              onChange={(event) => setMessage({ ...message, en: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label={t('at')} error={problem('field')}>
        {(control) => (
          <select className="inp" {...control} value={field} onChange={(event) => setField(event.target.value)}>
            <option value="">{t('atAuto')}</option>
            {meta.fields.filter(isWritable).map((one) => (
              <option key={one.name} value={one.name}>
                {text(one.label)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Check checked={active} label={t('active')} onChange={setActive} />
    </FormDrawer>
  );
}
