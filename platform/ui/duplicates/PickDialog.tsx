import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type FieldMeta, type ObjectMeta, useLabel } from '../data/meta.ts';
import { isReference, type RecordData } from '../data/records.ts';
import { FormField } from '../form/FormField.tsx';
import { toWireValues } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { checkDuplicates } from './data.ts';
import { MergeDialog } from './MergeDialog.tsx';
import { useReason } from './reason.ts';
import '../form/form.css';
import './duplicates.css';

const MOST = 4;

/** 合并… of a record: what it may be a duplicate of, or any other record; then side by side. */
export function PickDialog({
  meta,
  record,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly record: RecordData;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const reason = useReason();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [other, setOther] = useState<unknown>(null);
  const [side, setSide] = useState(false);
  const values = toWireValues(meta.fields, record);
  const { data } = useQuery({
    queryKey: ['duplicates', 'of', meta.name, record.id, record.version],
    queryFn: ({ signal }) => checkDuplicates({ object: meta.name, values, id: record.id }, signal),
  });
  const found = (data ?? []).filter((one) => one.object === meta.name && one.id !== undefined);
  const picked = [...chosen, ...(isReference(other) && other.id !== record.id ? [other.id] : [])].slice(0, MOST);
  const otherLabel = t('merge.other', { object: text(meta.label) });
  const lookup = { name: 'mergeOther', type: 'lookup', label: { zh: otherLabel, en: otherLabel }, object: meta.name } as FieldMeta;
  if (side) return <MergeDialog meta={meta} records={[record.id, ...picked]} onClose={onClose} />;
  return (
    <Dialog
      title={t('merge.pick')}
      width={520}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" disabled={picked.length === 0} onClick={() => setSide(true)}>
            {t('merge.next')}
          </Button>
        </>
      }
    >
      <p className="note">{t('merge.pickText')}</p>
      {!data && <Skeleton lines={2} />}
      {data && found.length === 0 && <p>{t('merge.none')}</p>}
      <ul className="mergepick">
        {found.map((one) => (
          <li key={one.id}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(one.id ?? '')}
                onChange={(event) => setChosen(event.target.checked ? [...chosen, one.id ?? ''] : chosen.filter((id) => id !== one.id))}
              />
              <span>
                <b>{one.title}</b>
                <small>
                  {[reason(one.kind, one.fields, meta), t('score', { score: one.score }), one.owner?.title].filter(Boolean).join(' · ')}
                </small>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <FormField
        field={lookup}
        value={other}
        problem={undefined}
        record={{}}
        autoFocus={false}
        onChange={setOther}
        onLeave={() => undefined}
      />
    </Dialog>
  );
}
