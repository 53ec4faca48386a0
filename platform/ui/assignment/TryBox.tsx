import { useState } from 'react';
import { api } from '../data/api.ts';
import type { FieldMeta } from '../data/meta.ts';
import type { Reference } from '../data/records.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { toast } from '../primitives/Toast.tsx';
import type { Decision } from './data.ts';

/** 试一试: who would get a record by the saved rules, and what spoke against everybody else. Nothing is written. */
export function TryBox({ object }: { readonly object: string }) {
  const { t } = useTranslation('assignment');
  const [record, setRecord] = useState<Reference | null>(null);
  const [found, setFound] = useState<Decision | null>(null);
  const [busy, setBusy] = useState(false);
  const field: FieldMeta = { name: 'record', type: 'lookup', object, label: { zh: '记录', en: 'Record' } };
  const run = async () => {
    if (!record) return;
    setBusy(true);
    try {
      const { items } = await api.post<{ items: readonly Decision[] }>('/assignments/simulate', { object, records: [record.id] });
      setFound(items[0] ?? null);
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  const said = (one: Decision): string => {
    if (!one.rule) return t('try.noRule');
    if (one.chosen) return t('try.got', { rule: one.rule.name, name: one.chosen.title, why: t(`try.whys.${one.why}`) });
    return t('try.nobody', { rule: one.rule.name, end: one.pool ? t('try.pool', { name: one.pool.title }) : t('try.stays') });
  };
  return (
    <section className="asgtry" aria-label={t('try.title')}>
      <b>{t('try.title')}</b>
      <Field label={t('try.record')}>
        {(control) => (
          <FieldEditor
            field={field}
            id={control.id}
            describedBy={control['aria-describedby']}
            value={record}
            onChange={(value) => {
              setRecord(value as Reference | null);
              setFound(null);
            }}
            invalid={false}
          />
        )}
      </Field>
      <div>
        <Button busy={busy} disabled={!record} onClick={() => void run()}>
          {t('try.run')}
        </Button>
      </div>
      {found && (
        <div role="status">
          <b>{said(found)}</b>
          <ul>
            {found.considered.map((one) => (
              <li key={one.id}>
                <span className="ell">{one.name}</span>
                <span>{one.refused ? t(`try.refused.${one.refused}`) : t('try.fits', { score: one.score })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
