import { useState } from 'react';
import { api, apiUrl, randomKey } from '../../data/api.ts';
import { type ObjectMeta, useLabel } from '../../data/meta.ts';
import type { Filter, RecordCount, SortKey } from '../../data/records.ts';
import { both } from '../../filter/grammar.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Segmented } from '../../primitives/Segmented.tsx';
import { explain } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { useExportRules } from '../../protection/data.ts';
import type { Selection } from '../grid/selection.ts';
import { useCountText } from '../ListHead.tsx';
import './bulk.css';

interface ExportDialogProps {
  readonly meta: ObjectMeta;
  readonly narrowed: { readonly filter?: Filter; readonly search?: string };
  readonly columns: readonly string[];
  readonly sort: readonly SortKey[];
  readonly selection: Selection;
  readonly count: RecordCount | null | undefined;
  readonly onClose: () => void;
}

interface Job {
  readonly id: string;
  readonly status: 'waiting' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly fileId?: string | null;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** After this the notices tell; nobody has to keep the page open. */
const WATCH_MS = 10 * 60_000;

/** Watches the job in the background and offers the file once it is there. */
async function watch(job: Job, say: (key: string) => string): Promise<void> {
  const end = Date.now() + WATCH_MS;
  let now = job;
  for (let pause = 500; now.status === 'queued' || now.status === 'running'; pause = Math.min(5_000, pause * 1.5)) {
    if (Date.now() > end) return;
    await wait(pause);
    now = await api.get<Job>(`/jobs/${job.id}`);
  }
  if (now.status === 'done' && now.fileId) {
    const href = apiUrl(`/files/${now.fileId}`);
    toast.ok(say('bulk.exportReady'), { label: say('bulk.downloadFile'), run: () => location.assign(href) });
  } else if (now.status === 'failed') toast.info(say('bulk.exportFailed'));
}

/** What is shown, as a file: the chosen rows, or everything the filter means. */
export function ExportDialog({ meta, narrowed, columns, sort, selection, count, onClose }: ExportDialogProps) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const countText = useCountText();
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx');
  const rules = useExportRules().data;
  const asks = rules && (rules.approveAbove !== null || rules.approvePersonal);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const ids = selection.everything ? [] : [...selection.ids.keys()].slice(0, 1_000);
  const start = async () => {
    setBusy(true);
    setError(null);
    const filter = ids.length > 0 ? ({ field: 'id', op: 'in', value: ids } as const) : both(narrowed.filter);
    try {
      const job = await api.post<Job>(
        '/exports',
        {
          object: meta.name,
          format,
          fields: columns,
          ...(filter ? { filter } : {}),
          ...(narrowed.search && ids.length === 0 ? { search: narrowed.search } : {}),
          sort,
          ...(reason.trim() ? { reason } : {}),
        },
        { idempotencyKey: randomKey() },
      );
      // the company wants somebody's yes first: a notice tells
      if (job.status === 'waiting') {
        toast.info(t('bulk.exportWaiting'));
        onClose();
        return;
      }
      toast.info(t('bulk.exporting'));
      watch(job, (key) => t(key)).catch((reason: unknown) => toast.error(reason));
      onClose();
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('bulk.exportTitle', { name: text(meta.plural ?? meta.label) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" icon="download" busy={busy} onClick={() => void start()} data-autofocus="">
            {t('export')}
          </Button>
        </>
      }
    >
      <div className="exportform">
        {error !== null && <p className="alert bad">{explain(error).title}</p>}
        <p>
          {ids.length > 0 ? t('bulk.exportSelected', { count: ids.length }) : t('bulk.exportText', { count: countText(count) as never })}
        </p>
        <Segmented
          label={t('bulk.format')}
          value={format}
          segments={[
            { value: 'xlsx', label: 'Excel' },
            { value: 'csv', label: 'CSV' },
          ]}
          onChange={setFormat}
        />
        {asks && (
          <Field label={t('bulk.exportReason')} hint={t('bulk.exportReasonHint')}>
            {(control) => (
              <input className="inp" maxLength={500} {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        )}
      </div>
    </Dialog>
  );
}
