import { useRef, useState } from 'react';
import { type FieldMeta, fieldOf, type ObjectMeta, useLabel } from '../../data/meta.ts';
import { queryClient } from '../../data/query-client.ts';
import { type Filter, invalidateRecord, type RecordData } from '../../data/records.ts';
import { useFormat } from '../../data/session.ts';
import { Picker } from '../../filter/Picker.tsx';
import { FieldEditor } from '../../form/editors/FieldEditor.tsx';
import { toWire } from '../../form/values.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { Field } from '../../primitives/Field.tsx';
import { Segmented } from '../../primitives/Segmented.tsx';
import { explain } from '../../primitives/states.tsx';
import { toast } from '../../primitives/Toast.tsx';
import { isEditable } from '../grid/columns.ts';
import { fieldOfAll } from '../grid/offered.ts';
import { type BulkKind, tagField } from './BulkBar.tsx';
import { BulkResultView } from './BulkResult.tsx';
import { type BulkOutcome, collect, namedOf, type Progress, restoreAll, runBulk, tagsNow } from './run.ts';

interface BulkDialogProps {
  readonly kind: BulkKind;
  readonly meta: ObjectMeta;
  readonly name: string;
  /** Null: everything the filter means. */
  readonly chosen: readonly RecordData[] | null;
  readonly narrowed: { readonly filter?: Filter; readonly search?: string };
  readonly total: number;
  readonly tooMany: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** More than so many are not brought back by a press: the recycle bin does that. */
const MOST_UNDO = 500;

/** The field that the kind of work is about, when nobody has to be asked. */
function presetField(kind: BulkKind, meta: ObjectMeta): FieldMeta | null {
  if (kind === 'tags') return tagField(meta) ?? null;
  return kind === 'transfer' ? (fieldOf(meta, 'owner') ?? null) : null;
}

/** Asks what is needed, runs with progress, reports what failed. */
export function BulkDialog({ kind, meta, name, chosen, narrowed, total, tooMany, onClose, onDone }: BulkDialogProps) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const format = useFormat();
  const [field, setField] = useState<FieldMeta | null>(() => presetField(kind, meta));
  const [adding, setAdding] = useState(true);
  const [value, setValue] = useState<unknown>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [outcome, setOutcome] = useState<BulkOutcome | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stop = useRef(new AbortController());
  const count = format.number(total) as never;

  const finish = async (result: BulkOutcome) => {
    void queryClient.invalidateQueries({ queryKey: ['record', meta.name] });
    await invalidateRecord(meta.name);
    if (result.failed.length > 0 || result.stopped) return setOutcome(result);
    onDone();
    onClose();
    const done = format.number(result.ok.length) as never;
    if (kind !== 'delete') return toast.ok(t('bulk.resultOk', { ok: done }));
    if (result.ok.length > MOST_UNDO) return toast.ok(t('bulk.deleted', { count: done, name }));
    toast.undo(t('bulk.deleted', { count: done, name }), () => {
      restoreAll(meta.name, result.ok)
        .then((restored) => toast.ok(t('bulk.restored', { count: restored })))
        .catch((reason: unknown) => toast.error(reason))
        .finally(() => void invalidateRecord(meta.name));
    });
  };
  const isAdding = field?.type === 'tags' && adding;
  const run = async () => {
    setError(null);
    setProgress({ phase: chosen ? 'running' : 'collecting', done: 0, total });
    const { signal } = stop.current;
    try {
      const records = chosen ? chosen.map(namedOf(meta.title)) : await collect(meta.name, meta.title, narrowed, setProgress, signal);
      const changes = field && kind !== 'delete' ? { [field.name]: toWire(field, value) } : {};
      const now = field && isAdding ? await tagsNow(meta.name, field.name, records, signal) : undefined;
      const added = Array.isArray(value) ? (value as string[]) : [];
      await finish(
        await runBulk({
          object: meta.name,
          operation: kind === 'delete' ? 'delete' : 'update',
          records,
          changesOf: ({ id }) => (field && now ? { [field.name]: [...new Set([...(now.get(id) ?? []), ...added])] } : changes),
          onProgress: setProgress,
          signal,
        }),
      );
    } catch (reason) {
      if (!signal.aborted) setError(reason);
      else onClose();
    } finally {
      setProgress(null);
    }
  };
  if (outcome) {
    return (
      <BulkResultView
        outcome={outcome}
        name={name}
        onClose={() => {
          onDone();
          onClose();
        }}
      />
    );
  }
  const close = () => {
    if (progress) stop.current.abort();
    else onClose();
  };
  const title =
    kind === 'transfer'
      ? t('bulk.transferTitle', { count, name })
      : kind === 'tags'
        ? t('bulk.tagsTitle', { count, name })
        : kind === 'field'
          ? t('bulk.fieldTitle', { count, name })
          : t('bulk.deleteTitle', { count, name });
  const offered = field && fieldOfAll(meta, field, chosen);
  const ready = kind === 'delete' || (field !== null && ((kind !== 'transfer' && !isAdding) || value !== null));
  const fields = meta.fields.filter(
    (one) => isEditable(meta, one) && one.type !== 'stage' && one.name !== meta.title && one.name !== 'owner' && !one.unique,
  );
  return (
    <Dialog
      title={title}
      onClose={close}
      footer={
        progress ? (
          <Button onClick={close}>{t('bulk.cancel')}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
            <Button kind={kind === 'delete' ? 'danger' : 'primary'} disabled={!ready} onClick={() => void run()}>
              {kind === 'delete' ? t('bulk.delete') : kind === 'transfer' ? t('bulk.transfer') : t('bulk.apply')}
            </Button>
          </>
        )
      }
    >
      {progress ? (
        <div className="bulkrun" role="status">
          <span>
            {progress.phase === 'collecting'
              ? t('bulk.collecting', { count: format.number(progress.done) as never })
              : t('bulk.running', { done: format.number(progress.done), total: format.number(progress.total) })}
          </span>
          <div className="bar" aria-hidden="true">
            <i
              style={{
                width: `${progress.phase === 'collecting' ? 5 : Math.max(5, (100 * progress.done) / Math.max(1, progress.total))}%`,
              }}
            />
          </div>
        </div>
      ) : (
        <div className="bulkform">
          {error !== null && <p className="alert bad">{explain(error).title}</p>}
          {tooMany && <p className="alert warn">{t('bulk.limit')}</p>}
          {kind === 'delete' && <p>{t('bulk.deleteText')}</p>}
          {kind === 'field' && !field && (
            <Picker
              label={t('bulk.chooseField')}
              items={fields.map((one) => ({ key: one.name, label: text(one.label), words: `${one.label.en} ${one.label.zh} ${one.name}` }))}
              emptyText={t('noField', { ns: 'filter' })}
              onPick={(key) => setField(fieldOf(meta, key) ?? null)}
            />
          )}
          {field?.type === 'tags' && (
            <Segmented
              label={t('bulk.tagsHow')}
              value={adding ? 'add' : 'replace'}
              segments={(['add', 'replace'] as const).map((how) => ({ value: how, label: t(`bulk.${how}Tags`) }))}
              onChange={(how) => setAdding(how === 'add')}
            />
          )}
          {field && kind !== 'delete' && (
            <Field
              label={kind === 'transfer' ? t('bulk.owner') : `${text(field.label)} · ${t('bulk.newValue')}`}
              {...(kind === 'field' ? { hint: value === null && !isAdding ? t('bulk.clearValue') : '' } : {})}
            >
              {(control) => (
                <FieldEditor
                  field={{ ...(offered?.field ?? field), required: false }}
                  record={offered?.record}
                  value={value}
                  onChange={setValue}
                  id={control.id}
                  autoFocus={kind === 'field' || kind === 'tags'}
                />
              )}
            </Field>
          )}
        </div>
      )}
    </Dialog>
  );
}
