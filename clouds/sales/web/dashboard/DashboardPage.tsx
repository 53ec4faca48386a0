import { IconButton, PhoneHead, queryClient, recordKeys, useFormat, usePageTitle, usePhone, useTranslation } from '@huanke/platform/ui';
import { useIsFetching } from '@tanstack/react-query';
import { BoardFilters } from './BoardFilters.tsx';
import { RateCard, WonByTime } from './ByTime.tsx';
import { Figures } from './Figures.tsx';
import { Pipeline } from './Pipeline.tsx';
import { Ranking } from './Ranking.tsx';
import { type Board, useBoard } from './use-board.ts';
import './dashboard.css';

/** Time of the oldest figure shown, and a way to get fresh ones. */
function AsOf() {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const key = [...recordKeys.object('opportunity'), 'aggregate'];
  const isBusy = useIsFetching({ queryKey: key }) > 0;
  const times = queryClient
    .getQueryCache()
    .findAll({ queryKey: key, type: 'active' })
    .map((query) => query.state.dataUpdatedAt)
    .filter((at) => at > 0);
  return (
    <>
      {times.length > 0 && (
        <span className="asof" role="status">
          <i aria-hidden="true" />
          {t('board.asOf', { at: format.time(new Date(Math.min(...times)).toISOString()) })}
        </span>
      )}
      <IconButton
        icon="refresh"
        className="again"
        label={t('board.refresh')}
        aria-busy={isBusy || undefined}
        onClick={() => void queryClient.invalidateQueries({ queryKey: key })}
      />
    </>
  );
}

function Cards({ board }: { readonly board: Board }) {
  return (
    <div className="board">
      <Figures board={board} />
      <Pipeline board={board} />
      <WonByTime board={board} />
      <Ranking board={board} by="seller" />
      <div className="boardstack">
        <Ranking board={board} by="team" />
        <Ranking board={board} by="region" />
      </div>
      <Ranking board={board} by="product" />
      <RateCard board={board} />
    </div>
  );
}

/** `/dashboard`: sales as questions and answers; every figure opens the list it counts. */
export function DashboardPage() {
  const { t } = useTranslation('sales');
  const phone = usePhone();
  const board = useBoard();
  usePageTitle(t('board.title'));
  return (
    <div className="dash">
      <PhoneHead title={t('board.title')} actions={<AsOf />} search={false} />
      {!phone && (
        <header className="dh">
          <h1>{t('board.title')}</h1>
          <span className="sp" />
          <AsOf />
        </header>
      )}
      <BoardFilters board={board} />
      <Cards board={board} />
    </div>
  );
}
