import { useNavigate } from '@tanstack/react-router';
import { titleOf, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { forgetRecent } from '../data/recent.ts';
import { recordKeys, useDeleteRecord, useRestoreRecord } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { toast } from '../primitives/Toast.tsx';
import { useRecordPage } from './page-state.ts';

/** Deletes at once and goes to the list, with 撤销 for eight seconds; what holds the record is said by the server. */
export function useDelete(): () => Promise<void> {
  const { t } = useTranslation('record');
  const text = useLabel();
  const navigate = useNavigate();
  const { meta, record } = useRecordPage();
  const remove = useDeleteRecord(meta.name);
  const restore = useRestoreRecord(meta.name);
  const title = titleOf(meta, record);
  return async () => {
    try {
      // what is being asked of it would be answered that it is not there
      await queryClient.cancelQueries({ queryKey: recordKeys.record(meta.name, record.id) });
      await remove.mutateAsync(record.id);
    } catch (error) {
      toast.error(error);
      return;
    }
    forgetRecent(meta.name, record.id);
    await navigate({ to: paths.list(meta.name) });
    toast.undo(t('deleted', { object: text(meta.label), title }), () => {
      restore
        .mutateAsync(record.id)
        .then(() => navigate({ to: paths.record(meta.name, record.id) }))
        .catch((error: unknown) => toast.error(error));
    });
  };
}
