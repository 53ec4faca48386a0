import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type ObjectMeta, titleOf, useLabel } from '../data/meta.ts';
import { isReference, type RecordData } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { usePlain } from '../form/plain.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type DuplicateSet, dismissSet } from './data.ts';
import { useReason } from './reason.ts';

const MOST = 5;
const COLUMNS = 3;

/** One set: what its records have in common, and the decision about it. */
export function SetCard({
  meta,
  set,
  onMerge,
}: {
  readonly meta: ObjectMeta;
  readonly set: DuplicateSet;
  readonly onMerge: (records: readonly string[]) => void;
}) {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const reason = useReason();
  const [chosen, setChosen] = useState<readonly string[]>(() => set.records.slice(0, MOST).map((record) => record.id));
  const [busy, setBusy] = useState(false);
  const columns = (meta.listColumns ?? [])
    .filter((name) => name !== meta.title && name !== 'owner' && name !== 'updatedAt')
    .flatMap((name) => meta.fields.find((field) => field.name === name) ?? [])
    .slice(0, COLUMNS);
  const dismiss = async () => {
    setBusy(true);
    try {
      await dismissSet(set.id);
      toast.ok(t('page.dismissed'));
    } catch (error) {
      toast.error(error);
      setBusy(false);
    }
  };
  const canMerge = chosen.length >= 2 && chosen.length <= MOST;
  return (
    <article className="dupset">
      <header>
        <Tag tone={set.score >= 95 ? 'bad' : set.score >= 70 ? 'warn' : 'neutral'}>{t('score', { score: set.score })}</Tag>
        <b>{reason(set.kind, [], meta)}</b>
        {set.hidden > 0 && <span className="note">{t('page.hidden', { count: set.hidden })}</span>}
        <span className="sp" />
        <Button size="sm" busy={busy} onClick={() => void dismiss()}>
          {t('page.dismiss')}
        </Button>
        <Button
          size="sm"
          kind="primary"
          disabled={!canMerge}
          {...(canMerge ? {} : { title: t('page.choose') })}
          onClick={() => onMerge(chosen)}
        >
          {t('page.merge')}
        </Button>
      </header>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{text(meta.label)}</th>
            {columns.map((field) => (
              <th key={field.name} scope="col">
                {text(field.label)}
              </th>
            ))}
            <th scope="col">{t('merge.owner')}</th>
            <th scope="col">{t('merge.updated')}</th>
          </tr>
        </thead>
        <tbody>
          {set.records.map((record) => (
            <Row
              key={record.id}
              meta={meta}
              record={record}
              columns={columns}
              isChosen={chosen.includes(record.id)}
              onChoose={(on) => setChosen(on ? [...chosen, record.id] : chosen.filter((id) => id !== record.id))}
            />
          ))}
        </tbody>
      </table>
    </article>
  );
}

interface RowProps {
  readonly meta: ObjectMeta;
  readonly record: RecordData;
  readonly columns: ObjectMeta['fields'];
  readonly isChosen: boolean;
  readonly onChoose: (on: boolean) => void;
}

function Row({ meta, record, columns, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation('duplicates');
  const text = useLabel();
  const format = useFormat();
  const plain = usePlain();
  const title = titleOf(meta, record) || '--';
  const owner = record['owner'];
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={t('page.include', { title })}
          checked={isChosen}
          onChange={(event) => onChoose(event.target.checked)}
        />
      </td>
      <th scope="row">
        <Link to={paths.record(meta.name, record.id)}>{title}</Link>
      </th>
      {columns.map((field) => (
        <td key={field.name} data-label={text(field.label)}>
          {plain(field, record[field.name], record)}
        </td>
      ))}
      <td data-label={t('merge.owner')}>{isReference(owner) ? owner.title : '--'}</td>
      <td data-label={t('merge.updated')}>{format.relative(record['updatedAt'] as string)}</td>
    </tr>
  );
}
