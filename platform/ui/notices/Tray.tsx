import { useRouter } from '@tanstack/react-router';
import { apiUrl } from '../data/api.ts';
import { cancelJob, isOpen, type Job } from '../data/jobs.ts';
import { queryClient } from '../data/query-client.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { markRead, useJobs, useNotices, useRunningImports } from './data.ts';
import { NoticeList } from './NoticeList.tsx';
import './notices.css';

const nameOf = (job: Job) => {
  const name = (job.result as { readonly name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' ? name : '';
};

function JobLine({ job }: { readonly job: Job }) {
  const { t } = useTranslation('notices');
  const format = useFormat();
  const what = t(job.kind === 'exports.run' ? 'export' : 'job');
  const cancel = () =>
    cancelJob(job.id)
      .then(() => queryClient.invalidateQueries({ queryKey: ['jobs'] }))
      .catch(toast.error);
  return (
    <li className="job">
      {isOpen(job) ? (
        <Ring size={20} share={job.progress} />
      ) : (
        <Icon name={job.status === 'done' ? 'check' : 'warn'} size={20} className={job.status} />
      )}
      <span>
        <b>{nameOf(job) || what}</b>
        <span className="note">
          {isOpen(job)
            ? t(job.status, { share: format.percent(job.progress * 100, 0) })
            : job.status === 'failed'
              ? (job.error ?? t('failed'))
              : t('done')}
        </span>
      </span>
      {isOpen(job) && <IconButton icon="close" label={t('cancelJob')} onClick={() => void cancel()} />}
      {job.status === 'done' && job.fileId && (
        <a className="btn sm" href={apiUrl(`/files/${job.fileId}`)} download>
          {t('download')}
        </a>
      )}
    </li>
  );
}

/** Imports that run and exports, with what can be done about them. */
function Work({ go }: { readonly go: (href: string) => void }) {
  const { t } = useTranslation('notices');
  const format = useFormat();
  const jobs = (useJobs().data ?? []).filter((job) => isOpen(job) || (job.status === 'done' && job.fileId)).slice(0, 4);
  const imports = useRunningImports();
  if (jobs.length === 0 && imports.length === 0) return null;
  return (
    <section aria-label={t('work')}>
      <h3>{t('work')}</h3>
      <ul>
        {imports.map((one) => (
          <li key={one.id} className="job">
            <Ring size={20} share={one.total > 0 ? one.done / one.total : 0} />
            <span>
              <b>{t(one.phase === 'undo' ? 'undo' : 'import', { name: one.file.name })}</b>
              <span className="note">{t('rows', { done: format.number(one.done), total: format.number(one.total) })}</span>
            </span>
            <Button size="sm" onClick={() => go(`/import/${one.id}`)}>
              {t('look')}
            </Button>
          </li>
        ))}
        {jobs.map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

/** What the bell opens. */
export function Tray({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('notices');
  const router = useRouter();
  const { data, error, refetch, isPending } = useNotices();
  const list = data?.pages[0]?.items ?? [];
  const go = (href: string) => {
    onClose();
    router.history.push(href);
  };
  return (
    <div className="tray-in">
      <header>
        <h2>{t('title')}</h2>
        <span className="sp" />
        <IconButton icon="settings" label={t('settings')} onClick={() => go('/settings/notifications')} />
        <Button
          kind="ghost"
          size="sm"
          icon="check"
          disabled={!list.some((notice) => !notice.read)}
          onClick={() => void markRead('all').catch(toast.error)}
        >
          {t('allRead')}
        </Button>
      </header>
      <Work go={go} />
      {error && !data && <ErrorState error={error} small onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={3} />}
      {data && list.length === 0 && <EmptyState small heading="h3" title={t('none')} text={t('noneText')} />}
      {list.length > 0 && <NoticeList notices={list} go={go} />}
      <Button kind="ghost" onClick={() => go('/notices')}>
        {t('all')}
      </Button>
    </div>
  );
}
