import {
  api,
  EmptyState,
  ErrorState,
  fieldOf,
  PhoneHead,
  paths,
  Skeleton,
  useLabel,
  useObject,
  usePageTitle,
  usePhone,
} from '@huanke/platform/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { texts } from '../deal/texts.ts';
import './rivals.css';

interface Rate {
  readonly competitor: { readonly id: string; readonly title: string; readonly priceBand: string | null } | null;
  readonly open: number;
  readonly won: number;
  readonly lost: number;
  readonly n: number;
  readonly sufficient: boolean;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const shown = (percent: number | null) => (percent === null ? '--' : percent.toFixed(1));

/** 赢率对比: against whom we win how often, and how sure that is. */
export function WinRatesPage() {
  const text = useLabel();
  const phone = usePhone();
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const bands = fieldOf(useObject('competitor').data, 'priceBand')?.options;
  usePageTitle(text(texts.winRates));
  const query = new URLSearchParams({ ...(from ? { from } : {}), ...(until ? { until } : {}) }).toString();
  const { data, error, refetch } = useQuery({
    queryKey: ['sales', 'win-rates', query],
    queryFn: ({ signal }) => api.get<{ items: readonly Rate[] }>(`/competitors/win-rates${query ? `?${query}` : ''}`, { signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="rivals">
      {phone ? <PhoneHead title={text(texts.winRates)} /> : <h1>{text(texts.winRates)}</h1>}
      <p className="note">{text(texts.winRatesText)}</p>
      <div className="rivals-days">
        <label>
          <span>{text(texts.from)}</span>
          <input className="inp" type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label>
          <span>{text(texts.until)}</span>
          <input className="inp" type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        </label>
      </div>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Skeleton lines={6} />
      ) : data.items.length < 2 ? (
        <EmptyState icon="flag" title={text(texts.none)} />
      ) : (
        <div className="rivals-wrap">
          <table>
            <thead>
              <tr>
                <th scope="col">{text(texts.rivals)}</th>
                <th scope="col" className="num">
                  {text(texts.rate)}
                </th>
                <th scope="col">{text(texts.interval)}</th>
                <th scope="col">{text(texts.band)}</th>
                <th scope="col" className="num">
                  {text(texts.inRace)}
                </th>
                <th scope="col" className="num">
                  {text(texts.won)}
                </th>
                <th scope="col" className="num">
                  {text(texts.lost)}
                </th>
                <th scope="col" className="num">
                  {text(texts.n)}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((item) => {
                const band = bands?.find((option) => option.key === item.competitor?.priceBand);
                return (
                  <tr key={item.competitor?.id ?? 'all'} className={item.competitor ? undefined : 'all'}>
                    <th scope="row">
                      {item.competitor ? (
                        <Link to={paths.record('competitor', item.competitor.id)}>{item.competitor.title}</Link>
                      ) : (
                        text(texts.all)
                      )}
                    </th>
                    <td className="num">{item.sufficient ? `${shown(item.rate)}%` : '--'}</td>
                    <td>{item.sufficient ? <Interval item={item} /> : <span className="note">{text(texts.few)}</span>}</td>
                    <td>{band ? text(band.label) : '--'}</td>
                    <td className="num">{item.open}</td>
                    <td className="num">{item.won}</td>
                    <td className="num">{item.lost}</td>
                    <td className="num">{item.n}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Interval({ item: { rate, low, high } }: { readonly item: Rate }) {
  return (
    <span className="rivals-range">
      <span className="track" aria-hidden="true">
        <i style={{ left: `${low ?? 0}%`, width: `${(high ?? 0) - (low ?? 0)}%` }} />
        <b style={{ left: `${rate ?? 0}%` }} />
      </span>
      {shown(low)}–{shown(high)}%
    </span>
  );
}
