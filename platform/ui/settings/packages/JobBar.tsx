import type { Job } from '../../data/jobs.ts';
import { useFormat } from '../../data/session.ts';

/** How far a job is, as a bar and in words. */
export function JobBar({ job, label }: { readonly job: Pick<Job, 'progress'> | null | undefined; readonly label: string }) {
  const format = useFormat();
  const share = Math.round((job?.progress ?? 0) * 100);
  return (
    <div className="pkg-job">
      <span className="note">
        {label} {format.percent(share, 0)}
      </span>
      <div className="bar" role="progressbar" aria-label={label} aria-valuenow={share} aria-valuemin={0} aria-valuemax={100}>
        <span style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
