import { EmptyState, ErrorState, Skeleton, useTranslation } from '@huanke/platform/ui';
import { useHomeSection } from '@huanke/platform/ui/home';
import { Link } from '@tanstack/react-router';
import { type ExceptionAnswer, ExceptionGroup } from './ExceptionGroup.tsx';
import { type QuietAnswer, QuietGroup } from './QuietGroup.tsx';
import { Waiting } from './Waiting.tsx';
import { type WinsAnswer, WonBySeller } from './WonBySeller.tsx';
import './home.css';

/** Section `sales.team`. */
interface TeamAnswer {
  readonly exceptions: readonly ExceptionAnswer[];
  readonly quiet: QuietAnswer;
  readonly won: WinsAnswer;
}

/** The day of a manager: what is out of order in the team, what waits for them, who won how much. */
export function TeamDay() {
  const { t } = useTranslation('sales');
  const { data, error, isReady, refetch, today } = useHomeSection<TeamAnswer>('sales.team');
  if (!data) return error ? <ErrorState error={error} onRetry={refetch} /> : isReady ? null : <Skeleton lines={6} />;
  const { exceptions, quiet, won } = data;
  return (
    <div className="day-list">
      <div className="sum">
        <p className="note">{t('home.team.intro')}</p>
        <span className="sp" />
        <Link to="/dashboard" className="btn sm">
          {t('home.team.toBoard')}
        </Link>
      </div>
      {exceptions.length === 0 && quiet.count === 0 && <EmptyState small icon="check" title={t('home.team.clear')} />}
      {exceptions
        .filter(({ object }) => object === 'lead')
        .map((exception) => (
          <ExceptionGroup key={exception.key} exception={exception} today={today} />
        ))}
      <QuietGroup quiet={quiet} />
      <Waiting />
      {exceptions
        .filter(({ object }) => object === 'opportunity')
        .map((exception) => (
          <ExceptionGroup key={exception.key} exception={exception} today={today} />
        ))}
      <WonBySeller wins={won} />
    </div>
  );
}
