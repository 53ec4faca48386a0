import { useState } from 'react';
import { type FieldMeta, type ObjectMeta, useLabel } from '../data/meta.ts';
import { FilterGroup } from '../filter/FilterGroup.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { FormDrawer } from '../settings/FormDrawer.tsx';
import { bothLanguages } from '../settings/field-form.ts';
import { useSubmit } from '../settings/form.tsx';
import type { StoredTagRule, TagRule } from './TagRulesPage.tsx';

/** Tags about tags would feed on themselves; what is sealed can not be compared. */
const accept = (field: FieldMeta) => !['tags', 'encrypted'].includes(field.type);

/** A new tag rule, or all that is said of one. */
export function TagRuleDrawer({
  meta,
  rule,
  onSave,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly rule: StoredTagRule | null;
  readonly onSave: (body: TagRule) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('tags');
  const text = useLabel();
  const stored = rule?.definition;
  const [tag, setTag] = useState(stored?.tag ?? '');
  const [reason, setReason] = useState(stored ? text(stored.reason) : '');
  const [filter, setFilter] = useState(stored?.filter);
  const [active, setActive] = useState(stored?.active ?? true);
  const submit = useSubmit(async () => {
    const label = stored && reason === text(stored.reason) ? stored.reason : bothLanguages(reason, '');
    await onSave({ field: stored?.field ?? 'tags', tag, reason: label, active, ...(filter ? { filter } : {}) });
    onClose();
  });
  const { problem } = submit;
  return (
    <FormDrawer title={stored?.tag ?? t('rules.add')} submit={submit} fields={['tag', 'reason', 'filter']} onClose={onClose}>
      <Field label={t('name')} required error={problem('tag')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            data-autofocus=""
            maxLength={50}
            value={tag}
            onChange={(event) => setTag(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('rules.reason')} required hint={t('rules.reasonHint')} error={problem('reason')}>
        {(control) => (
          <input className="inp" {...control} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <fieldset className="fld">
        <legend className="lb">{t('rules.filter', { object: text(meta.label) })}</legend>
        <FilterGroup meta={meta} filter={filter} accept={accept} onChange={setFilter} />
        {problem('filter') && <p className="err">{problem('filter')}</p>}
      </fieldset>
      <Check checked={active} label={t('rules.active')} onChange={setActive} />
      <p className="sub">{t('rules.hint')}</p>
    </FormDrawer>
  );
}
