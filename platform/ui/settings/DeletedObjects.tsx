import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { type Label, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';
import { purge } from './purge.ts';

interface Deleted {
  readonly name: string;
  readonly label: Label;
  readonly purgeAt: string;
}

/** Objects of one's own that were deleted in the last thirty days. */
export function DeletedObjects() {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const allowed = useCan()('metadata.manage');
  const deleted = useQuery({
    queryKey: ['meta', 'deletedObjects'],
    queryFn: () => api.get<{ objects: Deleted[] }>('/meta/deleted'),
    enabled: allowed,
  }).data?.objects;
  if (!deleted?.length) return null;
  const restore = async (object: Deleted) => {
    try {
      await api.post(`/meta/objects/${object.name}/restore`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
      toast.ok(t('restored', { name: text(object.label) }));
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <section className="set-group">
      <h2>{t('deleted')}</h2>
      <ul className="set-deleted">
        {deleted.map((object) => (
          <li key={object.name}>
            <b>{text(object.label)}</b>
            <span className="note">{t('deletedUntil', { date: object.purgeAt.slice(0, 10) })}</span>
            <span className="sp" />
            <Button
              size="sm"
              kind="ghost"
              onClick={() =>
                void purge(`/meta/objects/${object.name}`, {
                  title: t('purgeTitle', { name: text(object.label) }),
                  text: t('purgeObjectText'),
                  confirm: t('purge'),
                  done: t('purged', { name: text(object.label) }),
                })
              }
            >
              {t('purge')}
            </Button>
            <Button size="sm" onClick={() => void restore(object)}>
              {t('restore')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
