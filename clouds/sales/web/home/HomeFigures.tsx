import { type Filter, listLink, numberFigure, useFormat, useTranslation } from '@huanke/platform/ui';
import { FigureLink } from '@huanke/platform/ui/charts';
import { useHomeSection } from '@huanke/platform/ui/home';
import './home.css';

/** One figure of section `sales.figures`; it opens the records it counts. */
interface Figure {
  readonly key: 'pipeline' | 'wonMonth' | 'closingSoon' | 'followUps' | 'wonQuarter' | 'winRate';
  readonly object: string;
  readonly filter: Filter;
  readonly count: number;
  readonly sum: string | null;
  readonly weighted: string | null;
  readonly rate: number | null;
  readonly won: number;
}

function useShown() {
  const { t } = useTranslation('sales');
  const format = useFormat();
  const none = numberFigure(null, format.language);
  return ({ key, count, sum, weighted, rate, won }: Figure) => {
    if (key === 'winRate') {
      const known = rate !== null;
      const figure = known ? { ...none, digits: format.number(rate), title: format.percent(rate) } : none;
      return { figure, unit: known ? '%' : '', note: known ? t('board.winRateOf', { won, all: count }) : undefined };
    }
    const whole = { ...none, digits: format.number(count), title: format.number(count) };
    if (key === 'followUps') return { figure: whole, unit: t('home.times') };
    const note = weighted === null ? undefined : t('home.weighted', { sum: format.moneyFigure(weighted).text });
    if (sum === null) return { figure: whole, note };
    return { figure: format.moneyFigure(sum), count: t('board.pieces', { count }), note };
  };
}

/** At most four figures: of one's own work, or of all that a manager may see. */
export function HomeFigures() {
  const { t } = useTranslation('sales');
  const figures = useHomeSection<{ readonly figures: readonly Figure[] }>('sales.figures').data?.figures ?? [];
  const shownOf = useShown();
  if (figures.length === 0) return null;
  return (
    <dl className="fig">
      {figures.map((one) => {
        const { figure, unit, count, note } = shownOf(one);
        return (
          <div key={one.key} className="f">
            <dt>
              <span>{t(`home.${one.key}`)}</span>
              {count && <span>{count}</span>}
            </dt>
            <dd>
              <FigureLink figure={figure} unit={unit ?? ''} link={listLink(one.object, { filter: one.filter })} />
              {note && <em>{note}</em>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
