import { Avatar, Button, type Filter, isReference, useFormat, useTranslation } from '@huanke/platform/ui';
import { ChartCard, RankRows } from '@huanke/platform/ui/charts';
import { useState } from 'react';
import { sumDecimals } from '../figures.ts';
import { type Board, dealsLink, useDeals } from './use-board.ts';

const dimensions = {
  seller: { field: 'creditTo', tone: 1 },
  team: { field: 'creditTo.department', tone: 3 },
  region: { field: 'creditTo.department.parent', tone: 7 },
  product: { field: 'product', tone: 4 },
} as const;

const SHOWN = 6;

/** Who or what brought the won value of the range, from the largest down. */
export function Ranking({ board, by }: { readonly board: Board; readonly by: keyof typeof dimensions }) {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const [all, setAll] = useState(false);
  const { field, tone } = dimensions[by];
  const query = useDeals(board, {
    groupBy: [{ field }],
    measures: [{ fn: 'count' }, { fn: 'sum', field: 'amount' }],
    ...(board.won ? { filter: board.won } : {}),
    sort: [{ field: 'sum:amount', direction: 'desc' }],
    limit: 200,
  });
  const total = Number(sumDecimals((query.data?.rows ?? []).map((row) => row['sum:amount'])));
  const rows = (query.data?.rows ?? []).map((row) => {
    const group = row[field];
    const name = isReference(group) ? group.title : t(`board.none.${by}`);
    const test: Filter = isReference(group) ? { field, op: 'eq', value: group.id } : { field, op: 'isNull' };
    const value = Number(row['sum:amount'] ?? 0);
    const figure = format.moneyFigure(String(row['sum:amount'] ?? '0'));
    return {
      key: isReference(group) ? group.id : '',
      name,
      ...(by === 'seller' ? { mark: <Avatar name={name} size={20} /> } : {}),
      value,
      text: figure.text,
      title: figure.title,
      exact: String(row['sum:amount'] ?? '0'),
      count: Number(row['count'] ?? 0),
      note: total > 0 ? format.percent((value / total) * 100, 1) : undefined,
      link: dealsLink(board.won && { and: [...('and' in board.won ? board.won.and : [board.won]), test] }),
    };
  });
  return (
    <ChartCard
      title={t(`board.question.${by}`)}
      note={t('board.rankNote')}
      state={query}
      isEmpty={rows.length === 0}
      empty={t('board.noWon')}
      height={by === 'team' || by === 'region' ? 60 : 204}
      table={() => ({
        columns: [
          { key: 'name', label: t(`board.name.${by}`) },
          { key: 'sum', label: t('board.wonValue'), numeric: true },
          { key: 'count', label: t('board.count'), numeric: true },
          { key: 'share', label: t('board.share'), numeric: true },
        ],
        rows: rows.map((row) => ({
          key: row.key,
          link: row.link,
          cells: [row.name, format.money(row.exact), format.number(row.count), row.note ?? '--'],
        })),
      })}
    >
      <RankRows
        label={t(`board.question.${by}`)}
        numbered={by === 'seller'}
        longNames={by === 'product'}
        tone={tone}
        rows={all ? rows : rows.slice(0, SHOWN)}
      />
      {rows.length > SHOWN && (
        <Button kind="link" size="sm" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('board.fold') : t('board.showAll', { count: rows.length })}
        </Button>
      )}
    </ChartCard>
  );
}
