import { Avatar, type Filter, listLink, useFormat, useTranslation } from '@huanke/platform/ui';
import { ChartCard, RankRows } from '@huanke/platform/ui/charts';

export interface WinsAnswer {
  readonly filter: Filter;
  readonly rows: readonly {
    readonly seller: { readonly id: string; readonly title: string } | null;
    readonly count: number;
    /** Null: the caller may not read amounts. */
    readonly sum: string | null;
  }[];
}

/** Who won how much this quarter, the most first. */
export function WonBySeller({ wins }: { readonly wins: WinsAnswer }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const base = 'and' in wins.filter ? wins.filter.and : [wins.filter];
  const rows = wins.rows.map(({ seller, count, sum }) => {
    const figure = sum === null ? null : format.moneyFigure(sum);
    const name = seller?.title ?? t('board.none.seller');
    const test: Filter = seller ? { field: 'creditTo', op: 'eq', value: seller.id } : { field: 'creditTo', op: 'isNull' };
    const pieces = t('board.pieces', { count });
    return {
      key: seller?.id ?? '',
      name,
      mark: <Avatar name={name} size={20} />,
      value: sum === null ? count : Number(sum),
      text: figure?.text ?? pieces,
      title: figure?.title ?? pieces,
      exact: sum === null ? '--' : format.money(sum),
      count,
      note: figure ? pieces : '',
      link: listLink('opportunity', { filter: { and: [...base, test] } }),
    };
  });
  return (
    <ChartCard
      className="flat"
      title={t('home.team.won')}
      state={{ data: wins, error: null, refetch: () => undefined }}
      isEmpty={rows.length === 0}
      empty={t('home.team.noWon')}
      height={60}
      table={() => ({
        columns: [
          { key: 'name', label: t('board.name.seller') },
          { key: 'sum', label: t('board.wonValue'), numeric: true },
          { key: 'count', label: t('board.count'), numeric: true },
        ],
        rows: rows.map((row) => ({ key: row.key, link: row.link, cells: [row.name, row.exact, format.number(row.count)] })),
      })}
    >
      <RankRows label={t('home.team.won')} numbered rows={rows} />
    </ChartCard>
  );
}
