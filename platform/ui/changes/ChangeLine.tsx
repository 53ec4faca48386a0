import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type Label, objectQuery, useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Button } from '../primitives/Button.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { type ChangeItem, operationOf } from './data.ts';
import { type Difference, differences, isLabel, namesIn, type Step } from './diff.ts';

const FEW = 4;

/** Words for keys, properties and values of a definition. */
function useWords(change: ChangeItem) {
  const { t, i18n } = useTranslation('changes');
  const { t: settings } = useTranslation('settings');
  const text = useLabel();
  const isLive = change.kind !== 'object' || change.operation !== 'delete';
  const { data: meta } = useQuery({ ...objectQuery(change.object), enabled: change.object !== '' && isLive, retry: false });
  const names = useMemo(() => {
    const found = new Map<string, Label>([
      ...(meta?.fields ?? []).map((field) => [field.name, field.label] as const),
      ...Object.entries(change.names ?? {}),
    ]);
    namesIn(change.before, found);
    return namesIn(change.after, found);
  }, [meta, change]);
  const named = (key: string) => text(names.get(key)) || key;
  const property = (name: string) =>
    !change.names?.[name] && i18n.exists(`prop.${name}`, { ns: 'changes' }) ? t(`prop.${name}`) : named(name);
  const word = (key: string): string => {
    if (i18n.exists(`value.${key}`, { ns: 'changes' })) return t(`value.${key}`);
    return i18n.exists(`type.${key}`, { ns: 'settings' }) ? settings(`type.${key}`) : key;
  };
  const value = (one: unknown): string => {
    if (one === undefined || one === null || one === '') return t('empty');
    if (typeof one === 'boolean') return t(one ? 'yes' : 'no');
    if (typeof one === 'string') return names.has(one) ? named(one) : word(one);
    if (isLabel(one)) return text(one);
    if (Array.isArray(one)) return one.length === 0 ? t('empty') : one.map(value).join(t('mark'));
    if (typeof one !== 'object') return String(one);
    const bag = one as Record<string, unknown>;
    if (isLabel(bag['label'])) return text(bag['label']);
    const own = bag['key'] ?? bag['name'] ?? bag['condition'];
    return typeof own === 'string' ? named(own) : JSON.stringify(one);
  };
  const step = (one: Step) =>
    'property' in one ? property(one.property) : typeof one.item === 'string' ? named(one.item) : text(one.item);
  return { value, path: (path: readonly Step[]) => path.map(step).join(' · ') };
}

function Row({ difference, words }: { readonly difference: Difference; readonly words: ReturnType<typeof useWords> }) {
  const { t } = useTranslation('changes');
  const place = words.path(difference.path);
  const isNew = difference.old === undefined;
  const isGone = difference.new === undefined;
  return (
    <li>
      {place && <span className="ch-path">{place}</span>}
      {!isNew && (
        <del title={words.value(difference.old)}>
          <span className="vh">{t('was')}</span>
          {words.value(difference.old)}
        </del>
      )}
      {!isNew && !isGone && <span aria-hidden="true">→</span>}
      {!isGone && (
        <ins title={words.value(difference.new)}>
          <span className="vh">{t('is')}</span>
          {words.value(difference.new)}
        </ins>
      )}
    </li>
  );
}

/** 李娜 修改了 客户 · 字段“等级”; what was and what is; 撤销. */
export function ChangeLine({ change, onUndo }: { readonly change: ChangeItem; readonly onUndo: (() => void) | undefined }) {
  const { t } = useTranslation('changes');
  const text = useLabel();
  const format = useFormat();
  const words = useWords(change);
  const [open, setOpen] = useState(false);
  const all = useMemo(
    () =>
      operationOf(change) === 'delete' || operationOf(change) === 'restore'
        ? []
        : differences(change.before ?? undefined, change.after ?? undefined),
    [change],
  );
  const shown = open ? all : all.slice(0, FEW);
  const who = change.by?.title || t('system');
  const isOrder = change.kind.endsWith('.order');
  const what = isOrder || change.names ? text(change.kindLabel) : t('thing', { kind: text(change.kindLabel), name: text(change.label) });
  const place = change.objectLabel && change.kind !== 'object' ? `${text(change.objectLabel)} · ${what}` : what;
  return (
    <li className={change.undone ? 'ch-line undone' : 'ch-line'}>
      <Avatar name={who} size={28} />
      <div className="ch-body">
        <p className="ch-title">
          <b>{who}</b> {t(change.undoOf ? 'undid' : `did.${isOrder ? 'order' : operationOf(change)}`)} <span>{place}</span>
          {change.undone && <Tag small>{t('undone')}</Tag>}
          {change.channel === 'api' && (
            <Tag small tone="line">
              {t('api')}
            </Tag>
          )}
        </p>
        {shown.length > 0 && (
          <ul className="ch-diff">
            {shown.map((difference, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the differences of one change never change
              <Row key={at} difference={difference} words={words} />
            ))}
          </ul>
        )}
        {all.length > FEW && (
          <Button kind="link" size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('less') : t('more', { count: all.length - FEW })}
          </Button>
        )}
      </div>
      <time dateTime={change.at} title={format.dateTime(change.at)}>
        {format.relative(change.at)}
      </time>
      {onUndo && (
        <Button size="sm" icon="undo" aria-label={t('undoOf', { place })} onClick={onUndo}>
          {t('undo')}
        </Button>
      )}
    </li>
  );
}
