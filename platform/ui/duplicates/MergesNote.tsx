import type { ObjectMeta } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { useMerges } from './data.ts';
import { useUndoMerge } from './undo.ts';
import './duplicates.css';

/** Above the history: what this record took in, and the way back. */
export function MergesNote({ meta, record }: { readonly meta: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('duplicates');
  const format = useFormat();
  const undo = useUndoMerge(meta.name);
  const { data } = useMerges(meta.name, record.id, meta.can?.includes('merge') ?? false);
  const open = (data?.items ?? []).filter((merge) => merge.undoUntil !== null);
  if (open.length === 0) return null;
  const ask = async (id: string, title: string) => {
    if (await confirm({ title: t('merge.undoTitle', { title }), text: t('merge.undoText'), confirm: t('merge.undo') })) await undo(id);
  };
  return (
    <ul className="merges" aria-label={t('merge.list')}>
      {open.map((merge) => {
        const title = merge.titles.join('、');
        return (
          <li key={merge.id}>
            <span>
              {t('merge.of', { title })} <small>{format.relative(merge.at)}</small>
            </span>
            <Button size="sm" icon="undo" onClick={() => void ask(merge.id, title)}>
              {t('merge.undo')}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
