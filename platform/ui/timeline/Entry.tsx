import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { CommentLine } from '../comments/CommentLine.tsx';
import { fieldOf, useLabel, useObject } from '../data/meta.ts';
import { isReference, type RecordData, useAction } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { Files } from '../files/Files.tsx';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { timelineLine } from '../module.ts';
import { Icon } from '../primitives/Icon.tsx';
import type { IconName } from '../primitives/icons.ts';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { Lazy } from '../shell/lazy.tsx';
import { Changes } from './Changes.tsx';
import { type HistoryItem, type TimelineItem, TYPE_ICONS } from './items.ts';

/** The frame of a line: sign, words, time. */
export function Line({
  icon,
  tone,
  system = false,
  at,
  children,
}: {
  readonly icon: IconName;
  readonly tone?: string;
  readonly system?: boolean;
  readonly at: string;
  readonly children: ReactNode;
}) {
  const format = useFormat();
  const days = format.daysUntil(at) ?? -9;
  const time = days === 0 || days === -1 ? format.time(at) : format.relative(at);
  return (
    <li className="ev">
      <span className={`ic${system ? ' sys' : ''}${tone ? ` ${tone}` : ''}`}>
        <Icon name={icon} size={system ? 12 : 16} />
      </span>
      <div className="b">{children}</div>
      <time dateTime={at} title={format.dateTime(at)}>
        {time}
      </time>
    </li>
  );
}

/** Other records the activity belongs to, as links. */
function Others({ record }: { readonly record: RecordData }) {
  const { record: page } = useRecordPage();
  const related = (Array.isArray(record['related']) ? record['related'] : [])
    .filter(isReference)
    .filter((one) => one.id !== page.id && one.object);
  if (related.length === 0) return null;
  return (
    <p className="with note">
      {related.map((one, index) => (
        <span key={one.id}>
          {index > 0 && <i className="dot" />}
          <Link to={paths.record(one.object ?? '', one.id)}>{one.title}</Link>
        </span>
      ))}
    </p>
  );
}

const LONG = 160;

function Activity({ item, record }: { readonly item: TimelineItem; readonly record: RecordData }) {
  const { t } = useTranslation('timeline');
  const text = useLabel();
  const format = useFormat();
  const object = item.object ?? 'activity';
  const meta = useObject(object).data;
  const complete = useAction(object);
  const [open, setOpen] = useState(false);
  const type = String(record['type'] ?? '');
  const option = fieldOf(meta, 'type')?.options?.find((one) => one.key === type);
  const isTask = type === 'task';
  const done = record['done'] === true;
  const due = record['dueOn'] as string | null | undefined;
  const late = isTask && !done ? (format.daysUntil(due) ?? 0) < 0 : false;
  const content = typeof record['content'] === 'string' ? record['content'] : '';
  const isLong = content.length > LONG;
  const canComplete = isTask && !done && (meta?.actions?.some((action) => action.name === 'complete') ?? false);
  const finish = () => complete.mutateAsync({ id: record.id, action: 'complete' }).catch((error: unknown) => toast.error(error));
  return (
    <Line icon={TYPE_ICONS[type] ?? 'activity'} {...(type === 'call' ? { tone: 'call' } : {})} at={item.at}>
      <p className="w">
        <b>{item.by?.title ?? t('system')}</b> {option ? text(option.label) : ''}
        <i className="dot" />
        <Link to={paths.record(object, record.id)}>{String(record['subject'] ?? '') || t('noSubject')}</Link>{' '}
        {isTask && done && (
          <Tag tone="ok" small>
            {t('done')}
          </Tag>
        )}
        {isTask && !done && due && (
          <Tag tone={late ? 'bad' : 'brand'} small>
            {late ? t('overdueDays', { ns: 'common', count: -(format.daysUntil(due) ?? 0) }) : format.day(due)}
          </Tag>
        )}
      </p>
      {content && <p className="q lines">{isLong && !open ? `${content.slice(0, LONG)}……` : content}</p>}
      {isLong && (
        <button type="button" className="lnk" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('fold') : t('unfold')}
        </button>
      )}
      <Others record={record} />
      {canComplete && (
        <button type="button" className="btn xs" disabled={complete.isPending} onClick={() => void finish()}>
          <Icon name="check" size={14} />
          <span>{t('complete')}</span>
        </button>
      )}
    </Line>
  );
}

/** The child something happened with. */
function Where({ item }: { readonly item: TimelineItem }) {
  if (!item.object || !item.record) return null;
  return (
    <>
      <i className="dot" />
      <Link to={paths.record(item.object, item.record.id)}>{String(item.record['title'] ?? '')}</Link>
    </>
  );
}

function StageMove({ item }: { readonly item: TimelineItem }) {
  const { t } = useTranslation('timeline');
  const text = useLabel();
  const { meta: page } = useRecordPage();
  // a deal of this account has the stages of deals
  const child = useObject(item.object ?? page.name).data;
  const field = fieldOf(item.object ? child : page, item.stage?.field ?? '');
  const nameOf = (key: string | null | undefined) => {
    const option = field?.options?.find((one) => one.key === key);
    return option ? text(option.label) : (key ?? '--');
  };
  const who = item.by?.title ?? t('system');
  return (
    <Line icon="arrow" system at={item.at}>
      <p className="w">
        <b>{who}</b> {t('movedFrom', { field: field ? text(field.label) : '' })} <s>{nameOf(item.stage?.from)}</s> {t('movedTo')}{' '}
        {nameOf(item.stage?.to)} <Where item={item} />
      </p>
    </Line>
  );
}

const childOf = ({ object, record }: TimelineItem) =>
  object && record ? { where: { object, id: record.id, title: String(record['title'] ?? '') } } : {};

/** One line of the timeline, by its kind. */
export function Entry({ item }: { readonly item: TimelineItem }) {
  const { t } = useTranslation('timeline');
  const text = useLabel();
  const { meta } = useRecordPage();
  const who = item.by?.title ?? t('system');
  if (item.kind === 'activity' && item.record) {
    const line = timelineLine(item.object ?? '');
    return line ? <Lazy load={line.load} props={{ at: item.at, record: item.record }} /> : <Activity item={item} record={item.record} />;
  }
  if (item.kind === 'stage') return <StageMove item={item} />;
  if (item.kind === 'file' && item.file)
    return (
      <Line icon="attach" at={item.at}>
        <p className="w">
          <b>{who}</b> {t('uploaded')} <Where item={item} />
        </p>
        <Files files={[item.file]} />
      </Line>
    );
  if (item.kind === 'comment' && item.comment)
    return (
      <Line icon="message" tone="said" at={item.at}>
        <CommentLine comment={item.comment} {...childOf(item)} />
      </Line>
    );
  if (item.kind === 'print')
    return (
      <HistoryLine
        item={{ ...item, channel: '', operation: 'print', changes: [{ field: '', old: null, new: item.print }] }}
        object={text(meta.label)}
      />
    );
  return (
    <HistoryLine
      item={{ ...item, channel: item.channel ?? '', operation: item.operation ?? 'update', changes: item.changes ?? [] }}
      object={text(meta.label)}
    />
  );
}

const OPERATIONS: Readonly<
  Record<
    string,
    { readonly key: 'created' | 'deleted' | 'restored' | 'merged' | 'unmerged' | 'revealed' | 'printed'; readonly icon: IconName }
  >
> = {
  create: { key: 'created', icon: 'plus' },
  delete: { key: 'deleted', icon: 'trash' },
  restore: { key: 'restored', icon: 'undo' },
  merge: { key: 'merged', icon: 'link' },
  unmerge: { key: 'unmerged', icon: 'undo' },
  revealed: { key: 'revealed', icon: 'eye' },
  print: { key: 'printed', icon: 'print' },
};

const CHANNELS = new Set(['import', 'api', 'automation', 'sync', 'ai', 'mobile']);

/** One save as the history tells it: who, what, and by which way when it was not this page. */
export function HistoryLine({ item, object }: { readonly item: Omit<HistoryItem, 'id'>; readonly object: string }) {
  const { t } = useTranslation('timeline');
  const who = item.by?.title ?? t('system');
  const operation = OPERATIONS[item.operation];
  const by = CHANNELS.has(item.channel) && (
    <Tag tone="line" small>
      {t(`channel.${item.channel}`)}
    </Tag>
  );
  if (operation)
    return (
      <Line icon={operation.icon} system at={item.at}>
        <p className="w">
          <b>{who}</b> {t(operation.key, { object, file: String(item.changes[0]?.new ?? '') })} {by}
        </p>
      </Line>
    );
  return (
    <Line icon="pencil" system at={item.at}>
      <Changes changes={item.changes} who={who} />
      {by}
    </Line>
  );
}
