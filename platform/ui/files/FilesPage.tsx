import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Check } from '../primitives/Check.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';

interface FileSettings {
  readonly watermark: boolean;
}

const KEY = ['file-settings'];

/** `/settings/files` */
export function FilesPage() {
  const { t } = useTranslation('files');
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<FileSettings>('/file-settings', { signal }),
  });
  const save = (watermark: boolean) => {
    queryClient.setQueryData<FileSettings>(KEY, { watermark });
    return api
      .patch<FileSettings>('/file-settings', { watermark })
      .then(() => toast.ok(t('saved')))
      .catch((cause: unknown) => {
        void refetch();
        toast.error(cause);
      });
  };
  return (
    <SettingsFrame page="files">
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={2} />}
      {data && (
        <div className="set-form">
          <Check checked={data.watermark} label={t('watermark')} onChange={(on) => void save(on)} />
          <p className="hint">{t('watermarkHint')}</p>
        </div>
      )}
    </SettingsFrame>
  );
}
