import { useRef, useState } from 'react';
import { targetObject } from '../../cells/fields.ts';
import type { CellTools } from '../../cells/text.ts';
import { api } from '../../data/api.ts';
import { type ObjectMeta, objectQuery, useLabel } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';
import { invalidateRecord, type RecordData, type RecordPage } from '../../data/records.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { explain } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import type { Column } from '../grid/columns.ts';
import type { Selection } from '../grid/selection.ts';
import { BulkResultView } from './BulkResult.tsx';
import { pastedLines, readPasted } from './paste.ts';
import { type BulkOutcome, namedOf, runBulk } from './run.ts';
import './bulk.css';

interface PasteDialogProps {
  readonly meta: ObjectMeta;
  readonly column: Column;
  readonly row: number;
  readonly text: string;
  readonly rows: readonly RecordData[];
  readonly selection: Selection;
  readonly tools: CellTools;
  readonly onClose: () => void;
}

const SHOWN = 5;

/** Ids by title, for the titles that name exactly one record. */
async function idsOf(object: string, titles: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { title } = await queryClient.ensureQueryData(objectQuery(object));
  const wanted = [...new Set(titles)].slice(0, 200);
  const page = await api.post<RecordPage>(`/records/${encodeURIComponent(object)}/query`, {
    fields: ['id', title],
    filter: { field: title, op: 'in', value: wanted },
    limit: 200,
  });
  const found = new Map<string, string | null>();
  for (const record of page.records) {
    const name = String(record[title]);
    found.set(name, found.has(name) ? null : record.id);
  }
  return new Map([...found].flatMap(([name, id]) => (id ? [[name, id] as const] : [])));
}

/** Writes a column copied from a spreadsheet into the chosen rows, or from the current row down, after one look. */
export function PasteDialog({ meta, column, row, text, rows, selection, tools, onClose }: PasteDialogProps) {
  const { t } = useTranslation('list');
  const label = useLabel();
  const { field } = column;
  const [outcome, setOutcome] = useState<BulkOutcome | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const stop = useRef(new AbortController());
  const lines = pastedLines(text);
  const chosen = selection.everything ? [] : rows.filter((record) => selection.ids.has(record.id));
  const isFill = lines.length === 1 && chosen.length > 0;
  const targets = chosen.length > 0 ? chosen.slice(0, isFill ? undefined : lines.length) : rows.slice(row, row + lines.length);
  const today = tools.format.date(new Date());
  const values = targets.map((record, index) => ({
    record,
    text: lines[isFill ? 0 : index] ?? '',
    read: readPasted(field, lines[isFill ? 0 : index] ?? '', today),
  }));
  const unreadable = values.filter((value) => value.read.ok === false).length;

  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      const object = targetObject(field);
      const titles = values.flatMap(({ read }) => (read.ok === 'title' ? [read.text] : []));
      const ids = object && titles.length > 0 ? await idsOf(object, titles) : new Map<string, string>();
      const named = namedOf(meta.title);
      const skipped = values.flatMap(({ record, read, text: given }) =>
        read.ok === false || (read.ok === 'title' && !ids.has(read.text))
          ? [{ ...named(record), reason: `${t('noValue', { ns: 'filter' })} ${given}` }]
          : [],
      );
      const sent = values.flatMap(({ record, read }) =>
        read.ok === true
          ? [{ record, value: read.value }]
          : read.ok === 'title' && ids.has(read.text)
            ? [{ record, value: ids.get(read.text) }]
            : [],
      );
      const result = await runBulk({
        object: meta.name,
        operation: 'update',
        records: sent.map(({ record }) => named(record)),
        changesOf: (_, index) => ({ [field.name]: sent[index]?.value, version: sent[index]?.record.version }),
        onProgress: () => undefined,
        signal: stop.current.signal,
      });
      await invalidateRecord(meta.name);
      const failed = [...skipped, ...result.failed];
      if (failed.length > 0) setOutcome({ ...result, failed });
      else {
        toast.ok(t('bulk.resultOk', { ok: result.ok.length }));
        onClose();
      }
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  const name = label(field.label);
  if (outcome) return <BulkResultView outcome={outcome} name={name} onClose={onClose} />;
  return (
    <Dialog
      title={t('paste.title', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button
            kind="primary"
            busy={busy}
            disabled={!column.editable || values.length === unreadable}
            onClick={() => void run()}
            data-autofocus=""
          >
            {t('paste.apply')}
          </Button>
        </>
      }
    >
      <div className="bulkform">
        {error !== null && <p className="alert bad">{explain(error).title}</p>}
        {!column.editable ? (
          <p className="alert warn">{t('paste.notEditable')}</p>
        ) : (
          <>
            <p>
              {isFill
                ? t('paste.one', { value: lines[0], rows: targets.length })
                : t(chosen.length > 0 ? 'paste.textSelected' : 'paste.text', {
                    count: Math.min(lines.length, targets.length),
                    rows: targets.length,
                  })}
            </p>
            {unreadable > 0 && <p className="alert warn">{t('paste.unreadable', { count: unreadable })}</p>}
            <table className="failed">
              <thead>
                <tr>
                  <th scope="col">{t('bulk.row')}</th>
                  <th scope="col">{t('paste.value')}</th>
                </tr>
              </thead>
              <tbody>
                {values.slice(0, SHOWN).map(({ record, text: given, read }) => (
                  <tr key={record.id}>
                    <td>{String(record[meta.title] ?? '')}</td>
                    <td className={read.ok === false ? 'late' : undefined}>{given || '--'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </div>
    </Dialog>
  );
}
