import { useFormat, useLabel, useTranslation } from '@huanke/platform/ui';
import { ChartCard } from '@huanke/platform/ui/charts';
import { Link } from '@tanstack/react-router';
import { stageKeys, sumDecimals } from '../figures.ts';
import { inStages } from './state.ts';
import { type Board, dealsLink, useDeals } from './use-board.ts';

/** Open deals by stage: how many stand where, and what they are worth. The time range does not apply; what is open is open now. */
export function Pipeline({ board }: { readonly board: Board }) {
  const { t } = useTranslation('sales');
  const text = useLabel();
  const format = useFormat();
  const open = board.where(inStages(stageKeys(board.stages, 'open')));
  const query = useDeals(board, {
    groupBy: [{ field: 'stage' }],
    measures: [{ fn: 'count' }, { fn: 'sum', field: 'amount' }, { fn: 'sum', field: 'weightedAmount' }],
    ...(open ? { filter: open } : {}),
  });
  const found = query.data?.rows ?? [];
  const rows = board.stages
    .filter((stage) => stage.category === 'open')
    .flatMap((stage) => {
      const row = found.find((one) => one['stage'] === stage.key);
      const count = Number(row?.['count'] ?? 0);
      if (count === 0 && (stage.active === false || stage.probability === 0)) return [];
      const link = dealsLink(board.where({ field: 'stage', op: 'eq', value: stage.key }));
      return [{ stage, name: text(stage.label), count, sum: String(row?.['sum:amount'] ?? '0'), link }];
    });
  const most = Math.max(1, ...rows.map((row) => row.count));
  const total = rows.reduce((sum, row) => sum + row.count, 0);
  const weighted = format.moneyFigure(sumDecimals(found.map((row) => row['sum:weightedAmount'])));
  const all = format.moneyFigure(sumDecimals(rows.map((row) => row.sum)));
  return (
    <ChartCard
      title={t('board.pipeline')}
      note={t('board.pipelineNote')}
      state={query}
      isEmpty={total === 0}
      empty={t('board.noOpen')}
      table={() => ({
        columns: [
          { key: 'stage', label: t('board.stage') },
          { key: 'count', label: t('board.count'), numeric: true },
          { key: 'sum', label: t('board.amount'), numeric: true },
          { key: 'chance', label: t('board.chance'), numeric: true },
        ],
        rows: rows.map((row) => ({
          key: row.stage.key,
          link: row.link,
          cells: [row.name, format.number(row.count), format.money(row.sum), format.percent(row.stage.probability ?? 0)],
        })),
      })}
    >
      <ul className="fn" aria-label={t('board.pipeline')}>
        {rows.map((row) => {
          const figure = format.moneyFigure(row.sum);
          return (
            <li key={row.stage.key}>
              <span className="ell" title={row.name}>
                {row.name}
              </span>
              <span className="fb">
                <i style={{ width: `${(row.count / most) * 100}%` }} />
                <span>{t('board.pieces', { count: row.count })}</span>
              </span>
              <Link {...row.link} title={figure.title} aria-label={`${row.name} ${figure.text}`}>
                {figure.text}
              </Link>
            </li>
          );
        })}
      </ul>
      <p className="ft">
        <Link {...dealsLink(open)} title={all.title}>
          {t('board.openSum', { count: total, sum: all.text })}
        </Link>
        <span className="note" title={weighted.title}>
          {t('board.weighted', { sum: weighted.text })}
        </span>
      </p>
    </ChartCard>
  );
}
