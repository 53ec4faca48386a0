import { useState } from 'react';
import { type FieldMeta, useLabel, useObjects } from '../data/meta.ts';
import { isReference, type Reference } from '../data/records.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { useExplainedFields, useExplanation } from './data.ts';
import { LimitedFields, Verdicts } from './Verdicts.tsx';
import './access.css';

const picked = (name: string, object: string): FieldMeta => ({
  name,
  type: object === 'user' ? 'user' : 'lookup',
  object,
  label: { zh: name, en: name },
});

function Picker({
  object,
  label,
  value,
  onChange,
}: {
  object: string;
  label: string;
  value: Reference | null;
  onChange: (value: Reference | null) => void;
}) {
  return (
    <Field label={label}>
      {(control) => (
        <FieldEditor
          key={object}
          field={picked(label, object)}
          id={control.id}
          value={value}
          onChange={(next) => onChange(isReference(next) ? next : null)}
        />
      )}
    </Field>
  );
}

/** 为什么能看到、看不到: a person, a record, and what gives or denies each right. */
export function AccessPage() {
  const { t } = useTranslation('access');
  const text = useLabel();
  const objects = (useObjects().data ?? []).filter((object) => object.name !== 'user' && object.name !== 'department');
  const [object, setObject] = useState('account');
  const [user, setUser] = useState<Reference | null>(null);
  const [record, setRecord] = useState<Reference | null>(null);
  const asked = user && record ? { user: user.id, object, record: record.id } : null;
  const explanation = useExplanation(asked);
  const fields = useExplainedFields(asked);
  return (
    <SettingsFrame page="access" text={t('text')}>
      <div className="ac-ask">
        <Picker object="user" label={t('user')} value={user} onChange={setUser} />
        <Field label={t('object')}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={object}
              onChange={(event) => {
                setObject(event.target.value);
                setRecord(null);
              }}
            >
              {objects.map((one) => (
                <option key={one.name} value={one.name}>
                  {text(one.label)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Picker object={object} label={t('record')} value={record} onChange={setRecord} />
      </div>
      {!asked && <EmptyState title={t('empty')} small />}
      {explanation.error && <ErrorState error={explanation.error} onRetry={() => void explanation.refetch()} small />}
      {asked && !explanation.data && !explanation.error && <Skeleton lines={8} />}
      {explanation.data && (
        <div className="ac-answer" aria-live="polite">
          <p>
            {t(explanation.data.owner ? 'owner' : 'noOwner', { owner: explanation.data.owner?.title ?? '' })}
            {!explanation.data.user.active && <b> {t('inactive', { user: explanation.data.user.title })}</b>}
          </p>
          <Verdicts explanation={explanation.data} />
          <section>
            <h2>{t('fields')}</h2>
            {fields.data ? <LimitedFields fields={fields.data} /> : <Skeleton lines={2} />}
          </section>
        </div>
      )}
    </SettingsFrame>
  );
}
