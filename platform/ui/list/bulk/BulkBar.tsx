import { lazy, Suspense, useState } from 'react';
import type { CellTools } from '../../cells/text.ts';
import { type FieldMeta, type ObjectMeta, useLabel } from '../../data/meta.ts';
import type { Filter, RecordCount } from '../../data/records.ts';
import { useTranslation } from '../../i18n/index.ts';
import { isPooled, shownPool } from '../../pools/data.ts';
import { Button, IconButton } from '../../primitives/Button.tsx';
import { type Column, isEditable } from '../grid/columns.ts';
import type { SelectionControl } from '../grid/selection.ts';
import { useCountText } from '../ListHead.tsx';
import { BulkDialog } from './BulkDialog.tsx';
import { MOST_RECORDS } from './run.ts';
import { countedAmount, sumAmounts } from './sum.ts';
import './bulk.css';

interface BulkBarProps {
  readonly meta: ObjectMeta;
  readonly control: SelectionControl;
  readonly count: RecordCount | null | undefined;
  readonly narrowed: { readonly filter?: Filter; readonly search?: string };
  readonly columns: readonly Column[];
  readonly tools: CellTools;
  readonly onExport: () => void;
}

const ClaimButton = lazy(() => import('../../pools/ClaimButton.tsx').then((file) => ({ default: file.ClaimButton })));
const MergeDialog = lazy(() => import('../../duplicates/MergeDialog.tsx').then((file) => ({ default: file.MergeDialog })));
const MOST_MERGED = 5;

export type BulkKind = 'transfer' | 'field' | 'tags' | 'delete';

/** The field whose tags are given from here. */
export const tagField = (meta: ObjectMeta): FieldMeta | undefined =>
  meta.fields.find((field) => field.type === 'tags' && isEditable(meta, field));

/** Floats above the footer while rows are chosen: how many, their sum, and what can be done with all of them. */
export function BulkBar({ meta, control, count, narrowed, columns, tools, onExport }: BulkBarProps) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const countText = useCountText();
  const [asking, setAsking] = useState<BulkKind | null>(null);
  const [merging, setMerging] = useState(false);
  const can = (verb: string) => meta.can?.includes(verb) ?? false;
  const { everything, ids } = control.selection;
  const money: FieldMeta | undefined = columns.find((column) => column.field.type === 'currency' && !column.name.includes('.'))?.field;
  const mayClaim = isPooled(meta) && (meta.actions ?? []).some((action) => action.name === 'claim');
  const pool = mayClaim ? shownPool(narrowed.filter) : undefined;
  const records = [...ids.values()];
  const sum = money && !everything ? sumAmounts(records.map((record) => countedAmount(money, record, tools.format.currency))) : null;
  const isMore = count !== null && count !== undefined && (count.capped || count.value > ids.size);
  const total = everything ? countText(count) : String(ids.size);
  return (
    <section className="bulk" aria-label={t('bulk.label')}>
      <b>{everything ? t('bulk.allChosen', { count: total as never }) : t('bulk.selected', { count: ids.size })}</b>
      {money && sum && <span className="sum">{tools.format.money(sum)}</span>}
      <i className="line" aria-hidden="true" />
      {pool && !everything && (
        <Suspense fallback={null}>
          <ClaimButton meta={meta} pool={pool} ids={[...ids.keys()]} onDone={control.clear} />
        </Suspense>
      )}
      {can('edit') && meta.access?.owned && (
        <Button icon="transfer" kind="ghost" onClick={() => setAsking('transfer')}>
          {t('bulk.transfer')}
        </Button>
      )}
      {can('edit') && (
        <Button icon="pencil" kind="ghost" onClick={() => setAsking('field')}>
          {t('bulk.field')}
        </Button>
      )}
      {can('edit') && tagField(meta) && (
        <Button icon="tag" kind="ghost" onClick={() => setAsking('tags')}>
          {t('bulk.tags')}
        </Button>
      )}
      {can('merge') && !everything && ids.size >= 2 && ids.size <= MOST_MERGED && (
        <Button icon="link" kind="ghost" onClick={() => setMerging(true)}>
          {t('page.merge', { ns: 'duplicates' })}
        </Button>
      )}
      {can('export') && (
        <Button icon="download" kind="ghost" onClick={onExport}>
          {t('bulk.export')}
        </Button>
      )}
      {can('delete') && (
        <Button icon="trash" kind="ghost" className="bad" onClick={() => setAsking('delete')}>
          {t('bulk.delete')}
        </Button>
      )}
      {isMore && !everything && (
        <>
          <i className="line" aria-hidden="true" />
          <Button kind="link" onClick={control.everything}>
            {t('bulk.all', { count: countText(count) as never })}
          </Button>
        </>
      )}
      <IconButton icon="close" label={t('bulk.clear')} onClick={control.clear} />
      {merging && (
        <Suspense fallback={null}>
          <MergeDialog meta={meta} records={[...ids.keys()]} onClose={() => setMerging(false)} onDone={control.clear} />
        </Suspense>
      )}
      {asking && (
        <BulkDialog
          kind={asking}
          meta={meta}
          name={text(meta.plural ?? meta.label)}
          chosen={everything ? null : records}
          narrowed={narrowed}
          total={everything ? (count?.capped ? MOST_RECORDS : (count?.value ?? 0)) : ids.size}
          tooMany={everything && (count?.capped ?? false)}
          onClose={() => setAsking(null)}
          onDone={control.clear}
        />
      )}
    </section>
  );
}
