import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ChangeItem } from '../../changes/data.ts';
import { useUndoChange } from '../../changes/undo.ts';
import { api } from '../../data/api.ts';
import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Icon } from '../../primitives/Icon.tsx';

/** Who changed these settings last, the way back, and the way to all changes of them. */
export function LastChange({ kind, name }: { readonly kind: string; readonly name: string }) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const undo = useUndoChange();
  const { data } = useQuery({
    queryKey: ['meta', 'changes', 'last', kind],
    queryFn: async ({ signal }) =>
      (await api.get<{ items: readonly ChangeItem[] }>('/meta/changes', { query: { kind, limit: '1' }, signal })).items,
  });
  if (!data) return null;
  const [last] = data;
  if (!last) return <p className="note rules-last">{t('rules.untouched')}</p>;
  return (
    <p className="note rules-last">
      <Icon name="clock" size={14} />
      <span title={format.dateTime(last.at)}>
        {t(last.undoOf ? 'rules.lastUndone' : 'rules.last', { who: last.by?.title || t('rules.system'), at: format.relative(last.at) })}
      </span>
      <Link to={`/settings/changes?kind=${kind}`}>{t('rules.history')}</Link>
      {last.canUndo && (
        <Button kind="link" size="sm" icon="undo" onClick={() => void undo(last, name)}>
          {t('rules.undo')}
        </Button>
      )}
    </p>
  );
}
