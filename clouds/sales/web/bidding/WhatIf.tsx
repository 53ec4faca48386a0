import { api, Button, explain, ScrollBox, useFormat, useLabel } from '@huanke/platform/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { texts } from './texts.ts';

interface Row {
  readonly price: string;
  readonly priceScore: string | null;
  readonly total: string | null;
  readonly place: number | null;
  readonly lead: string | null;
}

const signed = (lead: string | null) => (lead === null ? '--' : lead.startsWith('-') ? lead : `+${lead}`);

/** 报价推演: what our bid would score at other prices. `mark` changes with whatever the points depend on. */
export function WhatIf({ id, mark }: { readonly id: string; readonly mark: string }) {
  const text = useLabel();
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState('');
  const { data, error } = useQuery({
    queryKey: ['sales', 'what-if', id, mark, tried],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly Row[] }>(`/tenders/${id}/what-if${tried ? `?prices=${encodeURIComponent(tried)}` : ''}`, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(typed.trim());
  };
  const items = data?.items ?? [];
  return (
    <div className="tender-whatif">
      <h3>{text(texts.whatIf)}</h3>
      <p className="note">{text(texts.whatIfText)}</p>
      <form onSubmit={submit}>
        <label>
          <span>{text(texts.tryPrice)}</span>
          <input className="inp num" inputMode="decimal" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        <Button type="submit">{text(texts.try)}</Button>
      </form>
      {error ? (
        <p className="bad" role="alert">
          {explain(error).text || explain(error).title}
        </p>
      ) : (
        <ScrollBox className="tender-wrap" label={text(texts.whatIfTable)}>
          <table className="tender-table">
            <thead>
              <tr>
                {(['price', 'priceScore', 'total', 'place', 'lead'] as const).map((name) => (
                  <th key={name} scope="col" className="num">
                    {text(texts[name])}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {items.map((row) => (
                <tr key={row.price} className={row.place === 1 ? 'best' : undefined}>
                  <td className="num">{format.money(row.price)}</td>
                  <td className="num">{row.priceScore ?? '--'}</td>
                  <td className="num">{row.total ?? '--'}</td>
                  <td className="num">{row.place ?? '--'}</td>
                  <td className="num">{signed(row.lead)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </div>
  );
}
