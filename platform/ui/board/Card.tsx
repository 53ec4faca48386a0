import { memo } from 'react';
import { cardCell, nextStepCell } from '../cells/cell.tsx';
import { stageDays } from '../cells/stage.ts';
import { type CellTools, currencyOf, isEmpty } from '../cells/text.ts';
import { type ObjectMeta, type Option, textOf, titleOf } from '../data/meta.ts';
import { isReference, type RecordData } from '../data/records.ts';
import { paths } from '../links.ts';
import { AccountMark, Avatar } from '../primitives/Avatar.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Tag } from '../primitives/Tag.tsx';
import type { CardFields } from './columns.ts';

interface CardProps {
  readonly meta: ObjectMeta;
  readonly record: RecordData;
  readonly option: Option | null;
  readonly fields: CardFields;
  readonly tools: CellTools;
  readonly active: boolean;
  readonly lifted?: boolean;
}

/** Title, who, how much and until when, what comes next. Display only: the board hears presses and keys. */
export const Card = memo(function Card({ meta, record, option, fields, tools, active, lifted = false }: CardProps) {
  const { t, format } = tools;
  const { who, money, day, owner, more } = fields;
  const name = titleOf(meta, record) || '--';
  // what already names the record is not said twice
  const told = more.filter((field) => !isEmpty(record[field.name]) && String(record[field.name]) !== name);
  const account = who && record[who.name];
  const person = owner && record[owner.name];
  const isWon = option?.category === 'won';
  const isDone = isWon || option?.category === 'lost';
  const on = isDone && !isEmpty(record['closedOn']) ? record['closedOn'] : day && record[day.name];
  const stay = stageDays(option ?? undefined, record['stageEnteredAt']);
  const amount = money && record[money.name];
  const figure = format.moneyFigure(amount as string, currencyOf(record, money));
  return (
    <div className={`kc${stay?.slow ? ' slow' : ''}${isWon ? ' won' : ''}${lifted ? ' lift' : ''}`}>
      <h3>
        <a href={paths.record(meta.name, record.id)} tabIndex={active ? 0 : -1} aria-keyshortcuts="M">
          {name}
        </a>
      </h3>
      {isReference(account) && (
        <p className="ref">
          <AccountMark name={account.title} size={18} />
          <span className="ell">{account.title}</span>
        </p>
      )}
      {told.length > 0 && (
        <p className="ref">
          {told.map((field) => (
            <span key={field.name} className={field.type === 'text' ? 'ell' : 'ell brief'} title={textOf(field.label, format.language)}>
              {cardCell(field, record, tools)}
            </span>
          ))}
        </p>
      )}
      <p className="m">
        {!isEmpty(amount) && <b title={figure.title}>{figure.text}</b>}
        {!isEmpty(on) && <span className="note">{t(isDone ? 'onDay' : 'byDay', { ns: 'board', day: format.day(on as string) })}</span>}
        {record['stalled'] === true && (
          <Tag tone="bad" small title={t('stalledTip', { ns: 'board' })}>
            <Icon name="warn" size={12} />
            {t('stalled', { ns: 'board' })}
          </Tag>
        )}
        {stay?.slow && (
          <Tag tone={stay.over ? 'bad' : 'warn'} small title={t('slowTip', { days: stay.days, usual: stay.usual })}>
            <Icon name="clock" size={12} />
            {t('days', { count: stay.days })}
          </Tag>
        )}
        <span className="sp" />
        {isReference(person) && (
          <span title={person.title} className="own">
            <Avatar name={person.title} size={22} />
            <span className="vh">{person.title}</span>
          </span>
        )}
      </p>
      {!(isEmpty(record['nextStep']) && isEmpty(record['nextStepOn'])) && <p className="nx2">{nextStepCell(record, tools, isDone)}</p>}
      <button
        type="button"
        className="ib move"
        tabIndex={-1}
        aria-label={t('moveOf', { ns: 'board', name })}
        title={t('keys.moveTo')}
        data-move=""
      >
        <Icon name="more" />
      </button>
    </div>
  );
});
