import { useState } from 'react';
import { useLabel, useObjects } from '../../data/meta.ts';
import { isReference, type Reference } from '../../data/records.ts';
import { useSession } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { AccountMark, Avatar } from '../../primitives/Avatar.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { iconOr } from '../../primitives/icons.ts';
import { Tag } from '../../primitives/Tag.tsx';
import { Lazy } from '../../shell/lazy.tsx';
import { type Choice, Chooser } from './Chooser.tsx';
import { type Found, targetsOf, useFindAny, useFindOne, useSettled } from './lookup.ts';
import type { EditorProps } from './types.ts';

const CREATE = '+create';
const loadCreate = () => import('../CreateDrawer.tsx').then((file) => file.CreateDrawer);

function Mark({ object, name }: { readonly object: string | undefined; readonly name: string }) {
  const icon = useObjects().data?.find((one) => one.name === object)?.icon;
  if (object === 'user') return <Avatar name={name} />;
  if (object === 'account') return <AccountMark name={name} />;
  return <Icon name={iconOr(icon ?? object)} className="sub" />;
}

/** Search in one object or several, with the signed-in person first among people. */
function useFind(targets: readonly string[] | null, query: string, enabled: boolean) {
  const text = useSettled(query.trim());
  const single = targets?.length === 1 ? targets[0] : undefined;
  const { user } = useSession();
  const one = useFindOne(single, text, enabled && single !== undefined);
  const any = useFindAny(targets, text, enabled && single === undefined);
  const found = single === undefined ? any.found : one.found;
  const mine = single === 'user' && text === '' ? [{ id: user.id, title: user.name, object: 'user' }] : [];
  return {
    single,
    meta: one.meta,
    found: [...mine, ...found.filter((item) => mine.every((own) => own.id !== item.id))],
    busy: single === undefined ? any.busy : one.busy,
    isStale: text !== query.trim(),
  };
}

function useChoices(found: readonly Found[], chosen: readonly string[], single: string | undefined): Choice[] {
  const objects = useObjects().data ?? [];
  const label = useLabel();
  return found.map((item) => {
    const object = objects.find((one) => one.name === item.object);
    const sub = single === undefined && object ? [label(object.label), item.sub].filter(Boolean).join(' · ') : item.sub;
    return {
      key: item.id,
      label: item.title,
      sub,
      chosen: chosen.includes(item.id),
      mark: <Mark object={item.object ?? single} name={item.title} />,
    };
  });
}

/** lookup, masterDetail, user, department; several with `many`. Searches while typing and creates in place. */
export function LookupEditor(props: EditorProps) {
  const { field, value, onChange, onCommit } = props;
  const { t } = useTranslation('form');
  const label = useLabel();
  const [query, setQuery] = useState('');
  const [used, setUsed] = useState(false);
  const [creating, setCreating] = useState<string | null>(null);
  const targets = targetsOf(field);
  const { single, meta, found, busy, isStale } = useFind(targets, query, used || props.autoFocus === true);

  const many = field.many ?? false;
  const current = (many ? (Array.isArray(value) ? value : []) : [value]).filter(isReference);
  const ids = current.map((item) => item.id);
  const canCreate = single !== undefined && single !== 'user' && single !== 'department' && (meta?.can?.includes('create') ?? false);
  const choices = useChoices(found, ids, single);
  if (canCreate && meta && query.trim() && !isStale)
    choices.push({ key: CREATE, label: t('createNamed', { object: label(meta.label), name: query.trim() }), isCommand: true });

  const set = (next: unknown) => {
    onChange(next);
    if (!many) onCommit?.(next);
  };
  const add = (item: Reference) => {
    const reference: Reference = {
      id: item.id,
      title: item.title,
      ...(many || single === undefined ? { object: item.object ?? single ?? '' } : {}),
    };
    set(many ? [...current, reference] : reference);
  };
  const pick = (key: string) => {
    if (key === CREATE) return setCreating(query.trim());
    if (many && ids.includes(key)) return set(current.filter((item) => item.id !== key));
    const item = found.find((one) => one.id === key);
    if (item) add(item);
  };
  const first = current[0];
  return (
    <>
      <Chooser
        {...props}
        many={many}
        held={creating !== null}
        choices={choices}
        text={many ? '' : (first?.title ?? '')}
        mark={!many && first ? <Mark object={first.object ?? single} name={first.title} /> : undefined}
        onPick={pick}
        onClear={many ? () => set(current.slice(0, -1)) : () => set(null)}
        onQuery={setQuery}
        onOpen={() => setUsed(true)}
        busy={busy || isStale}
        emptyText={query.trim() ? t('noneFound') : t('noneYet')}
        placeholder={many && current.length > 0 ? undefined : t('searchHint')}
      >
        {many &&
          current.map((item) => (
            <Tag key={item.id} small>
              <span className="ell">{item.title}</span>
              <button
                type="button"
                aria-label={t('removeOf', { name: item.title })}
                onClick={(event) => {
                  event.stopPropagation();
                  set(current.filter((other) => other.id !== item.id));
                }}
              >
                ×
              </button>
            </Tag>
          ))}
      </Chooser>
      {creating !== null && single !== undefined && meta && (
        <Lazy
          load={loadCreate}
          props={{
            object: single,
            values: { [meta.title]: creating },
            onClose: () => setCreating(null),
            onCreated: (record) => add({ id: record.id, title: String(record[meta.title] ?? creating), object: single }),
          }}
        />
      )}
    </>
  );
}
