import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { boardFields } from './state.ts';
import type { ListControl } from './use-list-state.ts';

/** 列 阶段: the field whose options are the columns, where an object has several. */
export function BoardBy({ meta, control }: { readonly meta: ObjectMeta; readonly control: ListControl }) {
  const { t } = useTranslation('board');
  const text = useLabel();
  const fields = boardFields(meta);
  if (fields.length < 2) return null;
  return (
    <label className="chip by">
      <b>{t('by')}</b>
      <select value={control.state.boardBy} onChange={(event) => control.update({ boardBy: event.target.value })}>
        {fields.map((field) => (
          <option key={field.name} value={field.name}>
            {text(field.label)}
          </option>
        ))}
      </select>
    </label>
  );
}
