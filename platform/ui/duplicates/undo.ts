import { useTranslation } from '../i18n/index.ts';
import { toast } from '../primitives/Toast.tsx';
import { undoMerge } from './data.ts';

/** Takes a merge back and says what stayed as it is. */
export function useUndoMerge(object: string): (id: string) => Promise<void> {
  const { t } = useTranslation('duplicates');
  return async (id) => {
    try {
      const { left } = await undoMerge(object, id);
      const count = left.fields.length + left.records.length;
      toast.ok(count === 0 ? t('merge.undone') : t('merge.undoneLeft', { count }));
    } catch (error) {
      toast.error(error);
    }
  };
}
