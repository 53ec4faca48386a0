import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../data/api.ts';
import { type Label, type Option, useLabel } from '../../data/meta.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Skeleton } from '../../primitives/Skeleton.tsx';
import { explain } from '../../primitives/states.tsx';
import { JobProgress } from './JobProgress.tsx';

interface Preview {
  readonly total: number;
  readonly fields: readonly { readonly object: string; readonly field: string; readonly label: Label; readonly count: number }[];
  readonly mayClear: boolean;
  readonly formulas: readonly Label[];
}

/** Takes an option out of use: which records hold it, and what they shall hold instead. */
export function ReplaceOption({
  url,
  option,
  options,
  onClose,
}: {
  /** `…/replaceOption` of the field or of the option set. */
  readonly url: string;
  readonly option: Option;
  readonly options: readonly Option[];
  readonly onClose: (replacedBy?: string | null) => void;
}) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const others = options.filter((one) => one.key !== option.key && one.active !== false);
  const [to, setTo] = useState<string | null>(others[0]?.key ?? null);
  const [job, setJob] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const preview = useQuery({
    queryKey: ['replaceOption', url, option.key],
    queryFn: () => api.post<Preview>(url, { from: option.key, dryRun: true }),
    gcTime: 0,
  });
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setJob((await api.post<{ id: string }>(url, { from: option.key, to })).id);
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  const fields = (preview.data?.fields ?? []).filter((one) => one.count > 0);
  const mayClear = preview.data?.mayClear ?? false;
  const error = problem ?? preview.error;
  return (
    <Dialog
      title={t('replaceTitle', { name: text(option.label) })}
      width={480}
      onClose={() => onClose(job === null ? undefined : to)}
      footer={
        job === null && (
          <>
            <Button onClick={() => onClose()}>{t('cancel', { ns: 'common' })}</Button>
            <Button kind="danger" busy={busy} disabled={!preview.data || (to === null && !mayClear)} onClick={() => void start()}>
              {t('replaceNow')}
            </Button>
          </>
        )
      }
    >
      {error !== null && error !== undefined && <p className="alert bad">{explain(error).title}</p>}
      {job !== null && <JobProgress id={job} onDone={() => onClose(to)} />}
      {job === null && !preview.data && !preview.error && <Skeleton lines={2} />}
      {job === null && preview.data && (
        <div className="set-form">
          <p>{preview.data.total > 0 ? t('replaceCount', { count: preview.data.total }) : t('replaceNone')}</p>
          {fields.length > 1 && (
            <ul className="replace-fields">
              {fields.map((one) => (
                <li key={`${one.object}.${one.field}`}>
                  <span>{text(one.label)}</span>
                  <b>{one.count}</b>
                </li>
              ))}
            </ul>
          )}
          {preview.data.formulas.length > 0 && (
            <p className="alert warn">{t('replaceFormulas', { places: preview.data.formulas.map(text).join('、') })}</p>
          )}
          <Field label={t('replaceTo')} hint={t('replaceHint')}>
            {(control) => (
              <select className="inp" {...control} value={to ?? ''} onChange={(event) => setTo(event.target.value || null)}>
                {others.map((one) => (
                  <option key={one.key} value={one.key}>
                    {text(one.label)}
                  </option>
                ))}
                {(mayClear || others.length === 0) && <option value="">{t('replaceClear')}</option>}
              </select>
            )}
          </Field>
        </div>
      )}
    </Dialog>
  );
}
