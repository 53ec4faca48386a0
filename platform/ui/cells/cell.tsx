import type { ReactNode } from 'react';
import { type FieldMeta, textOf } from '../data/meta.ts';
import { isReference, type RecordData } from '../data/records.ts';
import { useRegions } from '../data/regions.ts';
import { MISSING } from '../format/index.ts';
import { paths } from '../links.ts';
import { AccountMark, Avatar } from '../primitives/Avatar.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { Tag, toneOf } from '../primitives/Tag.tsx';
import { Countdown } from './Countdown.tsx';
import { stageDays, stageProgress } from './stage.ts';
import { type CellTools, cellText, isEmpty } from './text.ts';
import '../primitives/next-step.css';
import './cells.css';

/** Fields that are right-aligned with tabular digits. */
export function isNumeric(field: Pick<FieldMeta, 'type'>): boolean {
  return field.type === 'currency' || field.type === 'number' || field.type === 'percent';
}

const empty = <span className="sub">{MISSING}</span>;
const RING_COLORS = { open: 'var(--c-brand)', won: 'var(--c-ok-mark)', lost: 'var(--c-bad-mark)', hold: 'var(--k-ghost)' } as const;

/** Ring, word, and the days in the stage where they are known. */
export function stageCell(field: FieldMeta, value: unknown, record: RecordData, tools: CellTools): ReactNode {
  const { option, steps, done, tone } = stageProgress(field, value);
  const days = stageDays(option, record['stageEnteredAt']);
  return (
    <span className="stg">
      <Ring steps={steps} done={done} color={RING_COLORS[tone]} />
      <span className="ell">{cellText(field, value, tools)}</span>
      {days && (
        <em
          className={days.slow ? 'slow' : undefined}
          title={days.slow ? tools.t('slowTip', { days: days.days, usual: days.usual }) : undefined}
        >
          {days.slow && <Icon name="clock" size={12} />}
          {tools.t('days', { count: days.days })}
        </em>
      )}
    </span>
  );
}

/** ↳ what comes next, and when: late is red with the word 逾期, today is blue. */
export function nextStepCell(record: RecordData, { format, t }: CellTools, done = false): ReactNode {
  const text = record['nextStep'];
  const on = record['nextStepOn'];
  if (isEmpty(text) && isEmpty(on)) return empty;
  const days = done ? null : format.daysUntil(on as string);
  const isLate = days !== null && days < 0;
  return (
    <span className="nxt">
      <Icon name="next" size={14} />
      <span className="ell">{isEmpty(text) ? MISSING : String(text)}</span>
      {!isEmpty(on) && (
        <em className={isLate ? 'late' : days === 0 ? 'today' : undefined}>
          {isLate ? t('overdueDays', { ns: 'common', count: -days }) : format.day(on as string)}
        </em>
      )}
    </span>
  );
}

function optionTag(field: FieldMeta, key: unknown, tools: CellTools, index = 0): ReactNode {
  const color = field.options?.find((option) => option.key === key)?.color;
  const text = cellText(field, key, tools);
  return color || field.type === 'tags' ? (
    <Tag key={`${String(key)}-${index}`} small tone={toneOf(color)}>
      <span className="ell">{text}</span>
    </Tag>
  ) : (
    <span key={`${String(key)}-${index}`} className="ell">
      {text}
    </span>
  );
}

const PEOPLE = new Set(['user', 'contact', 'lead']);

/** Sign and title; a link where the record has a page of its own. Clicks are heard by the grid, not here. */
function referenceCell(field: FieldMeta, value: { readonly id: string; readonly title: string; readonly object?: string }): ReactNode {
  const object = value.object ?? (field.type === 'user' || field.type === 'department' ? field.type : field.object);
  const isPerson = object !== undefined && PEOPLE.has(object);
  const mark = object === 'account' ? <AccountMark name={value.title} /> : isPerson ? <Avatar name={value.title} /> : null;
  const name = <span className="ell">{value.title || MISSING}</span>;
  if (!object || object === 'user' || object === 'department')
    return (
      <span className="ref">
        {mark}
        {name}
      </span>
    );
  return (
    <span className="ref">
      {mark}
      <a className="ell" href={paths.record(object, value.id)} tabIndex={-1}>
        {value.title || MISSING}
      </a>
    </span>
  );
}

function linkCell(href: string, text: string): ReactNode {
  return (
    <a className="ell" href={href} tabIndex={-1} {...(href.startsWith('http') ? { target: '_blank', rel: 'noreferrer' } : {})}>
      {text}
    </a>
  );
}

/** Names of places come after the page: the cell is drawn again then. */
function AddressText({ field, value, tools }: { readonly field: FieldMeta; readonly value: unknown; readonly tools: CellTools }) {
  useRegions();
  return <span className="ell">{cellText(field, value, tools)}</span>;
}

/** A value on a card, which is a link itself: without links of its own, a bare number with the name of its field. */
export function cardCell(field: FieldMeta, record: RecordData, tools: CellTools): ReactNode {
  const value = record[field.name];
  if (field.type === 'number') return `${textOf(field.label, tools.format.language)} ${cellText(field, value, tools, record)}`;
  if (field.type === 'picklist' || field.countdown) return renderCell(field, value, record, tools);
  return cellText(field, value, tools, record);
}

/** One value of a list, by the type of its field. A function, not a component: cells hold no state and no effect. */
export function renderCell(field: FieldMeta, value: unknown, record: RecordData, tools: CellTools): ReactNode {
  if (field.name === 'nextStep') return nextStepCell(record, tools);
  if (isEmpty(value)) return empty;
  switch (field.type) {
    case 'stage':
      return stageCell(field, value, record, tools);
    case 'picklist':
      return optionTag(field, value, tools);
    case 'multiPicklist':
    case 'tags':
      return (
        <span className="tags">
          {Array.isArray(value) ? value.map((key, index) => optionTag(field, key, tools, index)) : optionTag(field, value, tools)}
        </span>
      );
    case 'lookup':
    case 'masterDetail':
    case 'user':
    case 'department':
      if (Array.isArray(value)) return <span className="ell">{cellText(field, value, tools)}</span>;
      return isReference(value) ? referenceCell(field, value) : <span className="ell">{cellText(field, value, tools)}</span>;
    case 'address':
      return <AddressText field={field} value={value} tools={tools} />;
    case 'datetime':
      if (field.countdown) return <Countdown at={value as string} />;
      return (
        <span className="sub" title={tools.format.dateTime(value as string)}>
          {tools.format.relative(value as string)}
        </span>
      );
    case 'date':
      return tools.format.date(value as string);
    case 'boolean':
      return value === true ? (
        <span className="yes">
          <Icon name="check" size={14} />
          {tools.t('yes')}
        </span>
      ) : (
        <span className="sub">{tools.t('no')}</span>
      );
    case 'phone':
      return linkCell(`tel:${String(value).replace(/[^\d+]/g, '')}`, String(value));
    case 'email':
      return linkCell(`mailto:${String(value)}`, String(value));
    case 'url':
      return /^https?:\/\//i.test(String(value)) ? linkCell(String(value), String(value).replace(/^https?:\/\//i, '')) : String(value);
    case 'image':
    case 'attachment':
    case 'signature':
      return (
        <span className="ref">
          <Icon name="attach" size={14} />
          <span className="ell">{cellText(field, value, tools)}</span>
        </span>
      );
    case 'currency':
    case 'number':
    case 'percent':
      return cellText(field, value, tools, record);
    default:
      return <span className="ell">{cellText(field, value, tools, record)}</span>;
  }
}
