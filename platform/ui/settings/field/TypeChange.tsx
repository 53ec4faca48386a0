import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, api } from '../../data/api.ts';
import type { FieldMeta, FieldType, ObjectMeta, Option } from '../../data/meta.ts';
import { useLabel } from '../../data/meta.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Check } from '../../primitives/Check.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { explain } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { JobProgress } from './JobProgress.tsx';

interface Choices {
  readonly targets: readonly FieldType[];
  readonly undo: { readonly type?: FieldType; readonly at: string } | null;
}

interface Preview {
  readonly total: number;
  readonly converts: number;
  readonly fails: number;
  readonly duplicates: number;
  readonly samples: readonly { readonly id: string; readonly title: string; readonly value: string }[];
  readonly options?: readonly Option[];
}

const shownSamples = 5;
const shownOptions = 12;

/** What would become of the values: how many convert, what does not, which options there will be. */
function PreviewText({ preview, clear, onClear }: { preview: Preview; clear: boolean; onClear: (clear: boolean) => void }) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const { options = [] } = preview;
  return (
    <div className="type-preview" role="status">
      <p>{t('previewText', { total: preview.total, converts: preview.converts, fails: preview.fails })}</p>
      {options.length > 0 && (
        <p className="note">
          {t('previewOptions', { count: options.length })}
          {options
            .slice(0, shownOptions)
            .map((option) => text(option.label))
            .join('、')}
          {options.length > shownOptions && '…'}
        </p>
      )}
      {preview.duplicates > 0 && <p className="alert bad">{t('previewDuplicates', { count: preview.duplicates })}</p>}
      {preview.fails > 0 && (
        <>
          <ul>
            {preview.samples.slice(0, shownSamples).map((sample) => (
              <li key={sample.id}>
                <span>{sample.title}</span>
                <b>{sample.value}</b>
              </li>
            ))}
          </ul>
          <Check checked={clear} label={t('clearFailed')} onChange={onClear} />
        </>
      )}
    </div>
  );
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
  const format = useFormat();
  const [type, setType] = useState<FieldType | ''>('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState('');
  const [clear, setClear] = useState(false);
  const [busy, setBusy] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const url = `/meta/objects/${meta.name}/fields/${field.name}/type`;
  const choices = useQuery({
    queryKey: ['meta', 'typeChoices', meta.name, field.name],
    queryFn: () => api.get<Choices>(url),
    gcTime: 0,
  }).data;
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem('');
    try {
      await work();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setProblem(cause.errors.map((one) => one.message).join('；') || explain(cause).title);
    } finally {
      setBusy(false);
    }
  };
  const look = () => attempt(async () => setPreview(await api.post<Preview>(url, { type, dryRun: true })));
  const start = () =>
    attempt(async () => setJob((await api.post<{ id: string }>(url, { type, ...(clear ? { keepFailed: 'clear' } : {}) })).id));
  const undo = () => attempt(async () => setJob((await api.post<{ id: string }>(`${url}/undo`)).id));
  const blocked = preview !== null && ((preview.fails > 0 && !clear) || preview.duplicates > 0);
  const targets = choices?.targets ?? [];
  return (
    <Dialog
      title={t('changeTypeOf', { name: useLabel()(field.label) })}
      width={520}
      onClose={() => onClose(job !== null)}
      footer={
        job === null && (
          <>
            <Button onClick={() => onClose(false)}>{t('cancel', { ns: 'common' })}</Button>
            {preview ? (
              <Button kind="primary" busy={busy} disabled={blocked} onClick={() => void start()}>
                {t('convertNow')}
              </Button>
            ) : (
              <Button kind="primary" busy={busy} disabled={type === ''} onClick={() => void look()}>
                {t('preview')}
              </Button>
            )}
          </>
        )
      }
    >
      {job !== null && (
        <JobProgress
          id={job}
          onDone={() => {
            toast.ok(t('typeDone'));
            onClose(true);
          }}
        />
      )}
      {job === null && choices?.undo && (
        <div className="type-now type-undo">
          <Icon name="undo" />
          <span>
            {t('undoText', {
              from: choices.undo.type ? settings(`type.${choices.undo.type}`) : '',
              to: settings(`type.${field.type}`),
              when: format.dateTime(choices.undo.at),
            })}
          </span>
          <span className="sp" />
          <Button size="sm" busy={busy} onClick={() => void undo()}>
            {t('undoType')}
          </Button>
        </div>
      )}
      {job === null && choices && targets.length === 0 && <p className="sub">{t('noTargets')}</p>}
      {job === null && targets.length > 0 && (
        <Field label={t('newType')} error={problem}>
          {(control) => (
            <select
              className="inp"
              {...control}
              value={type}
              onChange={(event) => {
                setType(event.target.value as FieldType);
                setPreview(null);
                setProblem('');
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
      {job === null && targets.length === 0 && problem && (
        <p className="err" role="alert">
          {problem}
        </p>
      )}
      {job === null && preview && <PreviewText preview={preview} clear={clear} onClear={setClear} />}
    </Dialog>
  );
}
