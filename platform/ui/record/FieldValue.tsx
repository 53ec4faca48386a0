import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { BarcodeKind } from '../../text/barcode.ts';
import { cleanHtml } from '../../text/rich-text.ts';
import { Countdown } from '../cells/Countdown.tsx';
import { type FieldMeta, type Label, textOf } from '../data/meta.ts';
import { isReference, type RecordData, type Reference } from '../data/records.ts';
import { useRegions } from '../data/regions.ts';
import { useFormat } from '../data/session.ts';
import { Files } from '../files/Files.tsx';
import { plainText } from '../form/plain.ts';
import type { FileValue } from '../form/values.ts';
import { isEmpty } from '../form/values.ts';
import { MISSING } from '../format/index.ts';
import { paths } from '../links.ts';
import { AccountMark, Avatar } from '../primitives/Avatar.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { Tag, toneOf } from '../primitives/Tag.tsx';
import { Lazy } from '../shell/lazy.tsx';
import { RollupValue } from './RollupValue.tsx';

const barcodeValue = () => import('./BarcodeValue.tsx').then((file) => file.BarcodeValue);

/** A linked record: sign and name; a link where it has a page. */
export function RefValue({ value, object }: { readonly value: Reference; readonly object?: string | undefined }) {
  const target = value.object ?? object;
  const mark = target === 'user' ? <Avatar name={value.title} /> : target === 'account' ? <AccountMark name={value.title} /> : null;
  const isPlain = target === undefined || target === 'user' || target === 'department';
  return (
    <span className="rv">
      {mark}
      {isPlain ? (
        <span className="ell">{value.title}</span>
      ) : (
        <Link to={paths.record(target, value.id)} className="ell" title={value.title}>
          {value.title || MISSING}
        </Link>
      )}
    </span>
  );
}

function Options({
  field,
  keys,
  language,
}: {
  readonly field: FieldMeta;
  readonly keys: readonly unknown[];
  readonly language: 'zh-CN' | 'en';
}) {
  return keys.map((key) => {
    const option = field.options?.find((one) => one.key === key);
    const label: Label = option?.label ?? { zh: String(key), en: String(key) };
    return option?.color ? (
      <Tag key={String(key)} tone={toneOf(option.color)} small>
        {textOf(label, language)}
      </Tag>
    ) : field.type === 'tags' ? (
      <Tag key={String(key)} small>
        {String(key)}
      </Tag>
    ) : (
      <span key={String(key)}>{textOf(label, language)}</span>
    );
  });
}

function AddressValue({ field, value, record }: { readonly field: FieldMeta; readonly value: unknown; readonly record: RecordData }) {
  useRegions();
  return <span>{plainText(field, value, useFormat(), record)}</span>;
}

/** One value of a record page: links go somewhere, phones dial, long texts keep their lines. */
export function FieldValue({
  field,
  value,
  record,
}: {
  readonly field: FieldMeta;
  readonly value: unknown;
  readonly record: RecordData;
}): ReactNode {
  const format = useFormat();
  if (isEmpty(value)) return <span className="sub">{MISSING}</span>;
  const text = plainText(field, value, format, record);
  if (field.rollup) return <RollupValue rollup={field.rollup} record={record} text={text} />;
  switch (field.type) {
    case 'picklist':
    case 'stage':
      return <Options field={field} keys={[value]} language={format.language} />;
    case 'multiPicklist':
    case 'tags':
      return <Options field={field} keys={Array.isArray(value) ? value : [value]} language={format.language} />;
    case 'lookup':
    case 'masterDetail':
    case 'user':
    case 'department': {
      const object = field.type === 'user' || field.type === 'department' ? field.type : field.object;
      const references = (Array.isArray(value) ? value : [value]).filter(isReference);
      return references.map((reference) => <RefValue key={reference.id} value={reference} object={object} />);
    }
    case 'phone':
      return <a href={`tel:${text.replace(/[^\d+]/g, '')}`}>{text}</a>;
    case 'email':
      return <a href={`mailto:${text}`}>{text}</a>;
    case 'url':
      return /^https?:\/\//i.test(text) ? (
        <a href={text} target="_blank" rel="noreferrer" className="ell">
          {text.replace(/^https?:\/\//i, '')}
        </a>
      ) : (
        text
      );
    case 'percent':
      return (
        <span className="rv">
          <Ring share={Number(value) / 100} />
          {text}
        </span>
      );
    case 'datetime':
      if (field.countdown) return <Countdown at={value as string} />;
      return <span title={text}>{format.relative(value as string)}</span>;
    case 'boolean':
      return (
        <span className="rv">
          <Icon name={value ? 'check' : 'minus'} size={14} />
          {text}
        </span>
      );
    case 'rating':
      return (
        <span title={text}>
          <span aria-hidden="true">{'★'.repeat(Number(value))}</span>
          <span className="vh">{text}</span>
        </span>
      );
    case 'image':
    case 'attachment':
      return Array.isArray(value) ? <Files files={value as FileValue[]} /> : text;
    case 'signature':
      return Array.isArray(value)
        ? (value as FileValue[]).map((file) => <img key={file.id} className="signature" src={`/api/v1/files/${file.id}`} alt={file.name} />)
        : text;
    case 'longText':
      return <span className="lines">{text}</span>;
    case 'richText':
      // cleaned once more: what lies there may be older than the rule
      // biome-ignore lint/security/noDangerouslySetInnerHtml: the safe subset of text/rich-text.ts
      return <div className="rich" dangerouslySetInnerHTML={{ __html: cleanHtml(String(value)) }} />;
    case 'barcode':
      return <Lazy load={barcodeValue} props={{ kind: (field.kind ?? 'code128') as BarcodeKind, text }} />;
    case 'address':
      return <AddressValue field={field} value={value} record={record} />;
    default:
      return <span title={text}>{text}</span>;
  }
}
