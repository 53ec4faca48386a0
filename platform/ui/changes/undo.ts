import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { confirm } from '../primitives/confirm.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type ChangeItem, operationOf } from './data.ts';

/** Asks, undoes one change of the configuration, and shows everything anew. */
export function useUndoChange() {
  const { t } = useTranslation('changes');
  return async (change: ChangeItem, name: string): Promise<void> => {
    if (!(await confirm({ title: t('undoTitle', { name }), text: t(`effect.${operationOf(change)}`), confirm: t('undo') }))) return;
    try {
      await api.post(`/meta/changes/${change.id}/undo`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
      toast.ok(t('undoDone', { name }));
    } catch (error) {
      toast.error(error);
    }
  };
}
