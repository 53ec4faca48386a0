import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { Follow } from '../comments/Follow.tsx';
import { fieldOf, titleOf, useLabel } from '../data/meta.ts';
import { isReference } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { problemOf } from '../form/problems.ts';
import { isWritable } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Avatar } from '../primitives/Avatar.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { toast } from '../primitives/Toast.tsx';
import { useFavourite } from './favourite.ts';
import { useRecordPage } from './page-state.ts';

/** The star. */
export function Star({ size = 16 }: { readonly size?: number }) {
  const { t } = useTranslation('record');
  const { meta, record } = useRecordPage();
  const { on, toggle } = useFavourite(meta.name, record.id, titleOf(meta, record));
  const label = on ? t('unstar') : t('star');
  return (
    <button type="button" className={on ? 'ib star on' : 'ib star'} aria-pressed={on} aria-label={t('star')} title={label} onClick={toggle}>
      <Icon name="star" size={size} />
    </button>
  );
}

/** The title, edited in place. */
export function TitleLine() {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { language } = useFormat();
  const { meta, record, canEdit, save } = useRecordPage();
  const [typed, setTyped] = useState<string | null>(null);
  const field = fieldOf(meta, meta.title);
  const title = titleOf(meta, record) || '--';
  // what stands in for an empty title is not written into it
  const own = String(record[meta.title] ?? '');
  const isEditable = canEdit && field !== undefined && isWritable(field);
  const commit = async () => {
    if (typed === null || !field) return;
    const next = typed.trim();
    if (next === own) return setTyped(null);
    const problem = problemOf(field, next, language, true);
    if (problem) {
      toast.info(problem);
      return setTyped(null);
    }
    try {
      await save({ [field.name]: next });
    } catch (error) {
      toast.error(error);
    }
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') void commit();
    if (event.key === 'Escape') {
      event.preventDefault();
      setTyped(null);
    }
  };
  if (typed !== null && field)
    return (
      <input
        className="inp titlein"
        aria-label={text(field.label)}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit it
        autoFocus
        maxLength={field.max ?? 255}
        value={typed}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => void commit()}
      />
    );
  return (
    <>
      {/* A double press is a shortcut; the pencil is the way for everybody. */}
      <h1 className="ell" title={title} onDoubleClick={isEditable ? () => setTyped(own) : undefined}>
        {title}
      </h1>
      {isEditable && (
        <button type="button" className="pen" aria-label={t('editField', { field: text(field.label) })} onClick={() => setTyped(own)}>
          <Icon name="pencil" size={14} />
        </button>
      )}
    </>
  );
}

/** Where it belongs, its name, star, owner and number; then what one can do. */
export function RecordHead({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, record } = useRecordPage();
  const owner = record['owner'];
  const number = meta.fields.find((field) => field.type === 'autoNumber' && record[field.name])?.name;
  // a number that is the name stands there already
  const code = number === meta.title ? null : record[number ?? 'externalId'];
  return (
    <header className="rhead">
      <nav className="crumb" aria-label={t('crumb')}>
        <Icon name={iconOr(meta.icon ?? meta.name)} />
        <Link to={paths.list(meta.name)}>{text(meta.plural ?? meta.label)}</Link>
        <Icon name="right" size={14} />
      </nav>
      <TitleLine />
      <Star />
      <Follow />
      {isReference(owner) && (
        <span className="own" title={t('owner')}>
          <Avatar name={owner.title} size={22} />
          <span>{owner.title}</span>
        </span>
      )}
      {typeof code === 'string' && code !== '' && <span className="note ell code">{code}</span>}
      <span className="sp" />
      {children}
    </header>
  );
}
