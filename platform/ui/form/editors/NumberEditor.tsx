import { useEffect, useRef, useState } from 'react';
import type { FieldMeta } from '../../data/meta.ts';
import { useFormat } from '../../data/session.ts';
import { parseAmount } from '../decimal.ts';
import { useControl, useEditing } from './editing.ts';
import type { EditorProps } from './types.ts';

/** What the field holds for a typed text: a number where the scale is 0, else a decimal string; text that is no number stays as typed. */
export function readTyped(field: FieldMeta, typed: string): unknown {
  if (typed.trim() === '') return null;
  const plain = parseAmount(typed);
  if (plain === null) return typed;
  const isWhole = (field.scale ?? 0) === 0 && field.type !== 'currency' && /^-?\d+(\.0*)?$/.test(plain);
  return isWhole && Number.isSafeInteger(Number(plain)) ? Number(plain) : plain;
}

const shown = (value: unknown) => {
  if (value === null || value === undefined) return '';
  const text = String(value);
  // 1286000.00 is typed as 1286000.
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
};

/** number, currency, percent: accepts 128.6万, thousands marks and full-width digits; shows them in full when left. */
export function NumberEditor(props: EditorProps) {
  const { field, value, onChange, autoFocus, record } = props;
  const control = useControl(props);
  const editing = useEditing(props);
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? shown(value);
  const current = () => readTyped(field, input.current?.value ?? '');
  useEffect(() => {
    if (autoFocus) input.current?.select();
  }, [autoFocus]);
  const code = typeof record?.['currency'] === 'string' ? record['currency'] : format.currency;
  const plain = parseAmount(text);
  const isLong = typed !== null && plain !== null && plain.length > 4;
  return (
    <div className={`inp amount${field.type}`}>
      {field.type === 'currency' && (
        <span className="sub" aria-hidden="true">
          {format.moneyFigure('0', code).sign}
        </span>
      )}
      <input
        ref={input}
        {...control}
        inputMode={field.scale === 0 && (field.min ?? -1) >= 0 ? 'numeric' : 'decimal'}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: mounted where the person is already working
        autoFocus={autoFocus}
        value={text}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(readTyped(field, event.target.value));
        }}
        onKeyDown={(event) => editing.onKey(event, current)}
        onBlur={(event) => {
          setTyped(null);
          editing.onBlur(event, current);
        }}
      />
      {isLong && field.type === 'currency' && <span className="note">{format.moneyFigure(plain, code).text}</span>}
      {field.unit && field.type !== 'percent' && (
        <span className="sub" aria-hidden="true">
          {field.unit}
        </span>
      )}
      {field.type === 'percent' && (
        <span className="sub" aria-hidden="true">
          %
        </span>
      )}
    </div>
  );
}
