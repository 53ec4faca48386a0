import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type FieldMeta, type ObjectMeta, titleOf, useLabel, useObjects } from '../data/meta.ts';
import { isReference, type RecordData } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { usePlain } from '../form/plain.ts';
import { isEmpty, sameValue } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type MergePreview, mergeRecords, useMergePreview } from './data.ts';
import { useUndoMerge } from './undo.ts';
import './duplicates.css';

interface MergeProps {
  readonly meta: ObjectMeta;
  readonly records: readonly string[];
  readonly onClose: () => void;
  /** After a merge; without it the winner is opened. */
  readonly onDone?: () => void;
}

const nameOf = (meta: ObjectMeta, record: RecordData) => titleOf(meta, record) || '--';

/** Two to five records side by side: which one stays, and whose value each field takes. */
export function MergeDialog({ meta, records, onClose, onDone }: MergeProps) {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const navigate = useNavigate();
  const undo = useUndoMerge(meta.name);
  const [winner, setWinner] = useState<string | undefined>(undefined);
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const preview = useMergePreview(meta.name, records, winner);
  const { error, refetch } = preview;
  // the choice counts at once; what it means for the fields follows
  const data = preview.data && { ...preview.data, winner: winner ?? preview.data.winner };
  const submit = async ({ winner: kept }: MergePreview) => {
    setBusy(true);
    try {
      const losers = records.filter((id) => id !== kept);
      const { record, mergeId } = await mergeRecords(meta.name, { winner: kept, losers, fields: chosen });
      onClose();
      if (onDone) onDone();
      else await navigate({ to: paths.record(meta.name, record.id) });
      toast.undo(t('merge.done', { title: nameOf(meta, record) }), () => void undo(mergeId));
    } catch (cause) {
      toast.error(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('merge.title', { object: text(meta.label) })}
      width={Math.min(1040, 320 + records.length * 200)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} disabled={!data || data.refusal !== null} onClick={() => data && void submit(data)}>
            {t('merge.confirm', { count: records.length })}
          </Button>
        </>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data?.refusal && <p className="alert bad">{data.refusal}</p>}
      {data && <Comparison meta={meta} preview={data} chosen={chosen} onChoose={setChosen} onWinner={setWinner} />}
      {data && <Moves preview={data} />}
    </Dialog>
  );
}

interface ComparisonProps {
  readonly meta: ObjectMeta;
  readonly preview: MergePreview;
  readonly chosen: Readonly<Record<string, string>>;
  readonly onChoose: (chosen: Readonly<Record<string, string>>) => void;
  readonly onWinner: (id: string) => void;
}

function Comparison({ meta, preview, chosen, onChoose, onWinner }: ComparisonProps) {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const { records, winner } = preview;
  const fields = meta.fields.filter((field) => field.name in preview.fields && records.some((record) => !isEmpty(record[field.name])));
  const isSame = (field: FieldMeta) => records.every((record) => sameValue(field, records[0]?.[field.name], record[field.name]));
  const same = fields.filter(isSame);
  const shown = all ? fields : fields.filter((field) => !isSame(field));
  return (
    <>
      <p className="note">{t('merge.winnerHint')}</p>
      <table className="mergetable">
        <thead>
          <tr>
            <td />
            {records.map((record) => (
              <th key={record.id} scope="col" className={record.id === winner ? 'on' : undefined}>
                <label>
                  <input type="radio" name="merge-winner" checked={record.id === winner} onChange={() => onWinner(record.id)} />
                  <span>{t('merge.winner')}</span>
                </label>
                <b>{nameOf(meta, record)}</b>
                <small>
                  {isReference(record['owner']) ? `${record['owner'].title} · ` : ''}
                  {format.relative(record['updatedAt'] as string)}
                </small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((field) => (
            <FieldRow
              key={field.name}
              field={field}
              meta={meta}
              records={records}
              from={chosen[field.name] ?? preview.fields[field.name] ?? winner}
              isFixed={isSame(field)}
              label={text(field.label)}
              onChoose={(id) => onChoose({ ...chosen, [field.name]: id })}
            />
          ))}
        </tbody>
      </table>
      <Beside meta={meta} differing={fields.filter((field) => !isSame(field))} />
      {same.length > 0 && (
        <Button kind="link" size="sm" aria-expanded={all} onClick={() => setAll(!all)}>
          {`${t('merge.same', { count: same.length })} · ${t(all ? 'merge.hideSame' : 'merge.showSame')}`}
        </Button>
      )}
    </>
  );
}

/** Of numbers and addresses that differ, those not taken are kept where there is room. */
function Beside({ meta, differing }: { readonly meta: ObjectMeta; readonly differing: readonly FieldMeta[] }) {
  const { t, i18n } = useTranslation('duplicates');
  const text = useLabel();
  const { phone, workPhone, otherPhone, email, otherEmail } = meta.card ?? {};
  const differ = (...names: readonly (string | undefined)[]) => differing.some(({ name }) => names.includes(name));
  const places = [
    ...(differ(phone, workPhone, otherPhone) ? [workPhone, otherPhone] : []),
    ...(differ(email, otherEmail) ? [otherEmail] : []),
  ];
  const names = meta.fields.flatMap((field) => (places.includes(field.name) ? [`“${text(field.label)}”`] : []));
  if (names.length === 0) return null;
  return (
    <p className="note mergebeside">{t('merge.beside', { fields: new Intl.ListFormat(i18n.language, { type: 'unit' }).format(names) })}</p>
  );
}

interface FieldRowProps {
  readonly field: FieldMeta;
  readonly meta: ObjectMeta;
  readonly records: readonly RecordData[];
  readonly from: string;
  readonly isFixed: boolean;
  readonly label: string;
  readonly onChoose: (id: string) => void;
}

function FieldRow({ field, meta, records, from, isFixed, label, onChoose }: FieldRowProps) {
  const { t } = useTranslation('duplicates');
  const plain = usePlain();
  return (
    <tr>
      <th scope="row">{label}</th>
      {records.map((record) => {
        const value = plain(field, record[field.name], record);
        return (
          <td key={record.id} className={!isFixed && record.id === from ? 'on' : undefined} data-title={nameOf(meta, record)}>
            {isFixed ? (
              <span>{value}</span>
            ) : (
              <label>
                <input
                  type="radio"
                  name={`merge-${field.name}`}
                  aria-label={`${t('merge.value', { field: label, title: nameOf(meta, record) })}：${value}`}
                  checked={record.id === from}
                  onChange={() => onChoose(record.id)}
                />
                <span>{value}</span>
              </label>
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** How much follows the winner. */
function Moves({ preview }: { readonly preview: MergePreview }) {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  const counts = new Map<string, number>();
  for (const [id, moves] of Object.entries(preview.moves))
    if (id !== preview.winner) for (const { object, count } of moves) counts.set(object, (counts.get(object) ?? 0) + count);
  const nameOf = (name: string) => {
    const object = objects.find((one) => one.name === name);
    return object ? text(object.label) : name;
  };
  if (counts.size === 0) return <p className="note mergemoves">{t('merge.movesNone')}</p>;
  return (
    <p className="mergemoves">
      <b>{t('merge.moves')}</b>
      {[...counts].map(([object, count]) => (
        <span key={object}>{t('merge.move', { count, object: nameOf(object) })}</span>
      ))}
    </p>
  );
}
