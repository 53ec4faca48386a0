import { Link } from '@tanstack/react-router';
import { useLabel, useObjects } from '../data/meta.ts';
import type { Filter, RecordData } from '../data/records.ts';
import type { Rollup } from '../data/rollup.ts';
import { useTranslation } from '../i18n/index.ts';
import { listLink } from '../list/href.ts';

/** A figure that opens the list of what it sums up, for who may read that. */
export function RollupValue({ rollup, record, text }: { readonly rollup: Rollup; readonly record: RecordData; readonly text: string }) {
  const { t } = useTranslation('fields');
  const label = useLabel();
  const child = useObjects().data?.find((one) => one.name === rollup.object);
  if (!child) return text;
  const own: Filter = { field: rollup.field, op: 'eq', value: record.id };
  const filter: Filter = rollup.filter ? { and: [own, rollup.filter as Filter] } : own;
  return (
    <Link {...listLink(rollup.object, { filter })} title={t('rollupOpen', { object: label(child.label) })}>
      {text}
    </Link>
  );
}
