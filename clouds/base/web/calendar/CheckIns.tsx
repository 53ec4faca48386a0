import { Button, type RecordData, type Reference, Tag, useCan, useFormat, useLabel, useObject, useRecordQuery } from '@huanke/platform/ui';
import { Files, type ShownFile } from '@huanke/platform/ui/files';
import { useState } from 'react';
import { CheckInForm } from './CheckInForm.tsx';
import { fill, texts } from './texts.ts';
import './calendar.css';

/** Who was at the place of a visit, and how sure that is; the first check-in is the main button of the page, further ones are made here. */
export function CheckIns({ record }: { readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const can = useCan();
  const [open, setOpen] = useState(false);
  const flags = useObject('checkIn').data?.fields.find(({ name }) => name === 'flags')?.options ?? [];
  const query = {
    filter: { field: 'activity', op: 'eq', value: record.id },
    sort: [{ field: 'checkedAt', direction: 'desc' }],
    limit: 20,
  } as const;
  const rows = useRecordQuery('checkIn', query).data?.pages.flatMap((page) => page.records) ?? [];
  if (record['type'] !== 'visit' && rows.length === 0) return null;
  return (
    <section className="cal-checks" aria-label={text(texts.checkIns)}>
      {can('checkIn.create') && record['type'] === 'visit' && (
        <Button icon="visit" onClick={() => setOpen(true)}>
          {text(texts.checkIn)}
        </Button>
      )}
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <time dateTime={String(row['checkedAt'])}>{format.dateTime(String(row['checkedAt']))}</time>
            <span>{(row['createdBy'] as Reference | null)?.title}</span>
            {row['distance'] !== null && <span className="note">{fill(text(texts.metres), { n: String(row['distance']) })}</span>}
            {row['valid'] === true && <Tag tone="ok">{text(texts.valid)}</Tag>}
            {((row['flags'] as readonly string[] | null) ?? []).map((key) => (
              <Tag key={key} tone="warn">
                {text(flags.find((flag) => flag.key === key)?.label)}
              </Tag>
            ))}
            {row['reason'] ? <span className="note">{String(row['reason'])}</span> : null}
            {Array.isArray(row['photo']) && <Files files={row['photo'] as readonly ShownFile[]} />}
          </li>
        ))}
      </ul>
      {open && <CheckInForm record={record} onClose={() => setOpen(false)} />}
    </section>
  );
}
