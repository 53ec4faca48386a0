import { useState } from 'react';
import { type FieldMeta, type ObjectMeta, textOf } from '../data/meta.ts';
import { type Filter, useAggregate, useRecordCount } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { useShellTools } from '../shell/tools.ts';
import { useCountText } from './ListHead.tsx';

interface ListFooterProps {
  readonly meta: ObjectMeta;
  readonly filter: Filter | undefined;
  readonly search: string;
  /** Money columns that are shown. */
  readonly money: readonly FieldMeta[];
  readonly keys: readonly (readonly [keys: string, what: string])[];
}

/** The line of 40 px: how many, the sums of money columns, and the keys one may use. */
export function ListFooter({ meta, filter, search, money, keys }: ListFooterProps) {
  const { t } = useTranslation('list');
  const format = useFormat();
  const countText = useCountText();
  const { openHelp } = useShellTools();
  // Asked for by a press; another filter starts anew.
  const question = JSON.stringify([filter, search]);
  const [asked, setAsked] = useState('');
  const query = { ...(filter ? { filter } : {}), ...(search ? { search } : {}) };
  const capped = useRecordCount(meta.name, query).data;
  const exact = useRecordCount(meta.name, query, 'exact', asked === question).data;
  const count = (asked === question ? exact : null) ?? capped;
  const sums = useAggregate(
    meta.name,
    { ...query, measures: money.map((field) => ({ fn: 'sum' as const, field: field.name })) },
    money.length > 0,
  );
  const row = sums.data?.rows[0];
  return (
    <footer className="lf">
      {count?.capped ? (
        <button type="button" className="btn link xs" title={t('exact')} onClick={() => setAsked(question)}>
          {t('totalText', { count: countText(count) as never })}
        </button>
      ) : (
        count && (
          <span>
            {t('totalText', { count: '\u0000' as never })
              .split('\u0000')
              .flatMap((part, at) => (at === 0 ? [part] : [<b key="count">{format.number(count.value)}</b>, part]))}
          </span>
        )
      )}
      {money.map((field) => {
        const value = row?.[`sum:${field.name}`];
        return value === null || value === undefined ? null : (
          <span key={field.name}>
            {t('sum', { name: textOf(field.label, format.language) })} <b>{format.money(value as string)}</b>
          </span>
        );
      })}
      <span className="sp" />
      <span className="keys" aria-hidden="true">
        {keys.map(([names, what]) => (
          <span key={names}>
            {names.split(' ').map((name) => (
              <kbd key={name}>{name}</kbd>
            ))}
            {what}
          </span>
        ))}
      </span>
      <button type="button" className="btn link xs" onClick={openHelp}>
        {t('keys.short.all')}
      </button>
    </footer>
  );
}
