import type { ObjectMeta, RecordData } from '@huanke/platform/ui';
import { Button, paths, useTranslation, useWalk } from '@huanke/platform/ui';
import { useNavigate } from '@tanstack/react-router';
import './lead.css';

/** Works through the list the lead was opened from: 下一条, and where one is in it. */
export function NextLead({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('sales');
  const navigate = useNavigate();
  const walk = useWalk(object.name, record.id);
  const go = (id: string | null) => {
    if (id) void navigate({ to: paths.record(object.name, id), replace: true });
  };
  if (!walk) return null;
  return (
    <nav className="leadwalk" aria-label={t('lead.queue')}>
      <span className="note">{t('lead.place', { place: walk.place, count: walk.count })}</span>
      <Button size="sm" kind="ghost" icon="up" disabled={!walk.previous} onClick={() => go(walk.previous)}>
        {t('lead.previous')}
      </Button>
      <Button size="sm" icon="down" disabled={!walk.next} onClick={() => go(walk.next)}>
        {t('lead.next')}
      </Button>
    </nav>
  );
}
