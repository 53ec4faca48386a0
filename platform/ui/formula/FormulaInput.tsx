import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { FieldPicker } from '../filter/FieldPicker.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Popover } from '../primitives/Popover.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { type Check, callOf, piecesOf, useCheck, type ValueType } from './check.ts';
import './formula.css';

// the language itself comes when its functions are first asked for
const loadFunctions = () => import('./FunctionPicker.tsx').then((file) => file.FunctionPicker);

const UNREADABLE = new Set(['image', 'attachment', 'signature', 'address', 'geolocation', 'encrypted', 'richText']);

interface Props {
  readonly object: ObjectMeta;
  readonly label: string;
  readonly value: string;
  readonly onChange: (formula: string) => void;
  /** A condition of a validation rule: it may ask for values before the save. */
  readonly rule?: boolean;
  /** The type it must give. */
  readonly expected?: ValueType | undefined;
  readonly required?: boolean;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** Told of each word of the server on what stands here. */
  readonly onCheck?: (check: Check) => void;
  /** How the result of a sample record is told; without it, as a value. */
  readonly tell?: (value: unknown) => string;
}

/** A formula with what one needs to write it: fields, functions, a word on each fault where it stands, and a record to try it on. */
export function FormulaInput({
  object,
  label,
  value,
  onChange,
  expected,
  rule = false,
  required = false,
  hint,
  error,
  onCheck,
  tell,
}: Props) {
  const { t } = useTranslation('formula');
  const area = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState<{ readonly what: 'field' | 'fn'; readonly anchor: HTMLElement } | null>(null);
  const [record, setRecord] = useState('');
  const said = useCheck({ object: object.name, formula: value, expected, rule, record: record || undefined });
  const current = said?.of === value ? said.check : undefined;
  const told = useEffectEvent((check: Check) => onCheck?.(check));
  useEffect(() => {
    if (current) told(current);
  }, [current]);
  const insert = (text: string, caret = text.length) => {
    const element = area.current;
    const [from, to] = element ? [element.selectionStart, element.selectionEnd] : [value.length, value.length];
    onChange(value.slice(0, from) + text + value.slice(to));
    setOpen(null);
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(from + caret, from + caret);
    });
  };
  const wrong = current && !current.ok ? current.errors : [];
  return (
    <div className="fx">
      <div className="fx-bar">
        {(['field', 'fn'] as const).map((what) => (
          <Button
            key={what}
            size="sm"
            icon="plus"
            aria-label={t(what === 'field' ? 'pickField' : 'pickFunction')}
            aria-haspopup="dialog"
            aria-expanded={open?.what === what}
            onClick={(event) => setOpen({ what, anchor: event.currentTarget })}
          >
            {t(what)}
          </Button>
        ))}
      </div>
      <Field label={label} required={required} error={error} {...(hint ? { hint } : {})}>
        {(control) => (
          <div className="fx-text">
            <div className="fx-marks" aria-hidden="true">
              {piecesOf(value, wrong).map((piece, index) =>
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name
                piece.wrong ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
              )}
              {'\n'}
            </div>
            <textarea
              ref={area}
              {...control}
              {...(wrong.length > 0 ? { 'aria-invalid': true } : {})}
              value={value}
              maxLength={4000}
              rows={3}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => onChange(event.target.value)}
            />
          </div>
        )}
      </Field>
      <Said check={value.trim() === '' ? undefined : current} waiting={value.trim() !== '' && !current} tell={tell} />
      <Sample object={object} value={record} onChange={setRecord} />
      {open && (
        <Popover
          anchor={open.anchor}
          label={t(open.what === 'field' ? 'pickField' : 'pickFunction')}
          className="fpop"
          onClose={() => setOpen(null)}
        >
          {open.what === 'field' ? (
            <FieldPicker
              meta={object}
              levels={2}
              accept={(field) => !UNREADABLE.has(field.type) && !field.many}
              onPick={(name) => insert(name)}
            />
          ) : (
            <Lazy
              load={loadFunctions}
              props={{
                rule,
                onPick: (name: string) => {
                  const { text, caret } = callOf(name);
                  insert(text, caret);
                },
              }}
            />
          )}
        </Popover>
      )}
    </div>
  );
}

function Said({
  check,
  waiting,
  tell,
}: {
  readonly check: Check | undefined;
  readonly waiting: boolean;
  readonly tell: ((value: unknown) => string) | undefined;
}) {
  const { t } = useTranslation('formula');
  const text = useLabel();
  const format = useFormat();
  const shown = (type: ValueType, value: unknown) => {
    if (tell) return tell(value);
    const plain =
      value === null || value === undefined
        ? t('empty')
        : type === 'boolean'
          ? t(value === true ? 'yes' : 'no')
          : type === 'datetime'
            ? format.dateTime(String(value))
            : String(value);
    return t('sampleValue', { value: plain });
  };
  return (
    <div className="fx-said" role="status">
      {waiting && <p className="sub">{t('checking')}</p>}
      {check && !check.ok && (
        <ul>
          {check.errors.slice(0, 3).map(({ position, message }) => (
            <li key={`${position} ${message}`} className="bad">
              <Icon name="warn" size={14} />
              {t('wrongAt', { at: position + 1, message })}
            </li>
          ))}
        </ul>
      )}
      {check?.ok && (
        <>
          <p className="ok">
            <Icon name="check" size={14} />
            {t('gives', { type: t(`type_${check.type}`) })}
          </p>
          {check.fields.length > 0 && (
            <p className="sub">{t('uses', { fields: check.fields.map(({ path, label }) => `${text(label)} (${path})`).join(' · ') })}</p>
          )}
          {'value' in check && <p className="fx-value">{shown(check.type, check.value)}</p>}
        </>
      )}
    </div>
  );
}

/** The records changed last, to try a formula on. */
function Sample({
  object,
  value,
  onChange,
}: {
  readonly object: ObjectMeta;
  readonly value: string;
  readonly onChange: (id: string) => void;
}) {
  const { t } = useTranslation('formula');
  const { data } = useQuery({
    queryKey: ['formulaSamples', object.name],
    queryFn: async ({ signal }) =>
      (
        await api.post<{ records: readonly Readonly<Record<string, unknown>>[] }>(
          `/records/${object.name}/query`,
          { fields: [object.title], sort: [{ field: 'updatedAt', direction: 'desc' }], limit: 20 },
          { signal },
        )
      ).records,
    retry: false,
  });
  if (!data || data.length === 0) return null;
  return (
    <Field label={t('sample')}>
      {(control) => (
        <select className="inp" {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t('noSample')}</option>
          {data.map((record) => (
            <option key={String(record['id'])} value={String(record['id'])}>
              {String(record[object.title] ?? record['id'])}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
