import { useState } from 'react';
import { ApiError, api } from '../../data/api.ts';
import type { FieldMeta, FieldType, ObjectMeta } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { Field } from '../../primitives/Field.tsx';
import { explain } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';

/** Into what a type can be turned; the server has the last word. */
const TARGETS: Readonly<Partial<Record<FieldType, readonly FieldType[]>>> = {
  text: ['longText', 'number', 'currency', 'percent', 'date', 'datetime', 'picklist', 'multiPicklist', 'phone', 'email', 'url'],
  longText: ['text'],
  number: ['currency', 'percent', 'text'],
  currency: ['number', 'percent', 'text'],
  percent: ['number', 'currency', 'text'],
  rating: ['number', 'text'],
  date: ['datetime', 'text'],
  datetime: ['date', 'text'],
  boolean: ['text'],
  picklist: ['text', 'multiPicklist'],
  multiPicklist: ['text', 'picklist'],
  phone: ['text'],
  email: ['text'],
  url: ['text'],
  autoNumber: ['text'],
};

interface Preview {
  readonly total: number;
  readonly converts: number;
  readonly fails: number;
  readonly samples: readonly { readonly id: string; readonly title: string; readonly value: string }[];
}

/** Another type for a field: first what would become of the values, then the work, which goes on when the window is closed. */
export function TypeChange({
  meta,
  field,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly field: FieldMeta;
  readonly onClose: (done: boolean) => void;
}) {
  const { t } = useTranslation('fields');
  const { t: settings } = useTranslation('settings');
  const [type, setType] = useState<FieldType | ''>('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState('');
  const [clear, setClear] = useState(false);
  const [busy, setBusy] = useState(false);
  const url = `/meta/objects/${meta.name}/fields/${field.name}/type`;
  const send = async (dryRun: boolean) => {
    setBusy(true);
    setProblem('');
    try {
      if (dryRun) setPreview(await api.post<Preview>(url, { type, dryRun: true }));
      else {
        await api.post(url, { type, ...(clear ? { keepFailed: 'clear' } : {}) });
        await queryClient.invalidateQueries({ queryKey: ['meta'] });
        toast.ok(t('typeStarted'));
        onClose(true);
      }
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setProblem(cause.errors.map((one) => one.message).join('；') || explain(cause).title);
    } finally {
      setBusy(false);
    }
  };
  const targets = TARGETS[field.type] ?? [];
  const blocked = preview !== null && preview.fails > 0 && !clear;
  return (
    <Dialog
      title={t('changeType')}
      width={520}
      onClose={() => onClose(false)}
      footer={
        <>
          <Button onClick={() => onClose(false)}>{t('cancel', { ns: 'common' })}</Button>
          {preview ? (
            <Button kind="primary" busy={busy} disabled={blocked} onClick={() => void send(false)}>
              {t('convertNow')}
            </Button>
          ) : (
            <Button kind="primary" busy={busy} disabled={type === ''} onClick={() => void send(true)}>
              {t('preview')}
            </Button>
          )}
        </>
      }
    >
      {targets.length === 0 && <p className="sub">{t('noTargets')}</p>}
      {targets.length > 0 && (
        <Field label={t('newType')} error={problem}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={type}
              onChange={(event) => {
                setType(event.target.value as FieldType);
                setPreview(null);
              }}
            >
              <option value="">{t('choose')}</option>
              {targets.map((one) => (
                <option key={one} value={one}>
                  {settings(`type.${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {preview && (
        <div className="type-preview">
          <p>{t('previewText', { total: preview.total, converts: preview.converts, fails: preview.fails })}</p>
          {preview.fails > 0 && (
            <>
              <ul>
                {preview.samples.slice(0, 5).map((sample) => (
                  <li key={sample.id}>
                    <span>{sample.title}</span>
                    <b>{sample.value}</b>
                  </li>
                ))}
              </ul>
              <label className="set-check">
                <input type="checkbox" className="cb" checked={clear} onChange={(event) => setClear(event.target.checked)} />
                <span>{t('clearFailed')}</span>
              </label>
            </>
          )}
        </div>
      )}
    </Dialog>
  );
}
