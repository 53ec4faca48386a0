import { type FieldMeta, titleOf } from '../data/meta.ts';
import { isReference, useAction } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { zh } from '../i18n/pools/zh.ts';
import type { ActionFormProps } from '../module.ts';
import { toast } from '../primitives/Toast.tsx';
import { FieldsDialog } from '../record/FieldsDialog.tsx';
import { poolsChanged, usePools } from './data.ts';

const reasons = Object.keys(zh.back.reasons) as (keyof typeof zh.back.reasons)[];

/** 退回公海: why, and into which pool where there is a choice. */
export function ReturnForm({ object, record, onClose }: ActionFormProps) {
  const { t } = useTranslation('pools');
  const run = useAction(object.name);
  const { data = [], isPending } = usePools(object.name);
  if (isPending) return null;
  const said = (text: string) => ({ zh: text, en: text });
  const pools = data.filter((pool) => pool.active);
  const home = isReference(record['homePool']) ? record['homePool'].id : pools[0]?.id;
  const reason: FieldMeta = {
    name: 'reason',
    type: 'picklist',
    label: said(t('back.reason')),
    options: reasons.map((key) => ({ key, label: said(t(`back.reasons.${key}`)) })),
  };
  const note: FieldMeta = { name: 'note', type: 'text', max: 500, label: said(t('back.note')) };
  const into: FieldMeta = {
    name: 'into',
    type: 'picklist',
    label: said(t('back.pool')),
    options: pools.map((pool) => ({ key: pool.id, label: said(pool.name) })),
  };
  return (
    <FieldsDialog
      meta={object}
      title={t('back.title', { name: titleOf(object, record) })}
      text={t('back.text')}
      fields={[
        { field: reason, required: true, start: null },
        { field: note, required: false, start: null },
        ...(pools.length > 1 ? [{ field: into, required: true, start: home ?? null }] : []),
      ]}
      confirm={t('back.confirm')}
      onClose={onClose}
      onSubmit={async ({ reason: why, note: more, into: chosen }) => {
        const pool = typeof chosen === 'string' ? chosen : home;
        const input = { reason: why, ...(more ? { note: more } : {}), ...(pool ? { pool } : {}) };
        const answer = (await run.mutateAsync({ id: record.id, action: 'return', input })) as { pool: string };
        await poolsChanged();
        onClose();
        toast.ok(t('back.done', { name: pools.find(({ id }) => id === answer.pool)?.name ?? t('tabs') }));
      }}
    />
  );
}
