import { Link } from '@tanstack/react-router';
import { useLabel, useObjects } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Tag } from '../primitives/Tag.tsx';
import type { AuditItem } from './data.ts';

/** `session.started` in the person's words; an event nobody has words for as it is. */
export function useEventName(): (event: string) => string {
  const { t, i18n } = useTranslation('audit');
  return (event) => {
    // `contact.merged` is said as any merge is: of which object stands beside it
    const keys = [`event.${event.replaceAll('.', '_')}`, `event.any_${event.split('.')[1] ?? ''}`];
    const key = keys.find((one) => i18n.exists(one, { ns: 'audit' }));
    return key ? t(key) : event;
  };
}

function Target({ item }: { readonly item: AuditItem }) {
  const text = useLabel();
  const objects = useObjects().data ?? [];
  if (!item.object) return null;
  const known = objects.find((one) => one.name === item.object);
  const name = [text(known?.label), item.recordTitle].filter(Boolean).join(' · ') || item.object;
  if (!known || !item.record || item.object === 'user') return known || item.recordTitle ? <span>{name}</span> : null;
  return <Link to={paths.record(item.object, item.record)}>{name}</Link>;
}

const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What else is known, in words where there are some; people by their names. */
function Details({ data, titles }: Pick<AuditItem, 'data' | 'titles'>) {
  const { t, i18n } = useTranslation('audit');
  const format = useFormat();
  const nameOf = (key: string) => (i18n.exists(`data.${key}`, { ns: 'audit' }) ? t(`data.${key}`) : key);
  const textOf = (value: unknown): string => {
    if (typeof value === 'number') return format.number(value);
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (value === null || value === '') return t('empty');
    if (typeof value === 'string' && ID.test(value)) return titles[value] ?? value.slice(0, 8);
    if (typeof value === 'string') return i18n.exists(`value.${value}`, { ns: 'audit' }) ? t(`value.${value}`) : value;
    if (Array.isArray(value)) return value.length === 0 ? t('empty') : value.map(textOf).join(t('mark'));
    const parts = Object.entries(value as Record<string, unknown>).map(([key, one]) => `${nameOf(key)} ${textOf(one)}`);
    return parts.join(t('mark'));
  };
  const rows = Object.entries(data).filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0));
  if (rows.length === 0) return null;
  return (
    <dl className="au-data">
      {rows.map(([key, value]) => {
        const shown = textOf(value);
        return (
          <div key={key}>
            <dt>{nameOf(key)}</dt>
            <dd title={shown}>{shown.length > 160 ? `${shown.slice(0, 160)}…` : shown}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** 方哲 修改了角色 · 出纳; what else is known; when and from where. */
export function AuditLine({ item }: { readonly item: AuditItem }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const nameOf = useEventName();
  const who = item.by?.title || t('system');
  const from = [t(`channel.${item.channel}`, { defaultValue: item.channel }), item.address].filter(Boolean).join(' · ');
  return (
    <li className="au-line">
      <Avatar name={who} size={28} />
      <div className="au-body">
        <p className="au-title">
          <b>{who}</b>
          <span>{nameOf(item.event)}</span>
          <Target item={item} />
          {item.seq === null && <Tag small>{t('waiting')}</Tag>}
        </p>
        <Details data={item.data} titles={item.titles} />
      </div>
      <p className="au-when">
        <time dateTime={item.at}>{format.dateTime(item.at)}</time>
        <span title={item.agent ?? undefined}>{from}</span>
      </p>
    </li>
  );
}
