import { useEffect, useState } from 'react';
import { ApiError, postForFile } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import { useRecordQuery } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { explain } from '../primitives/states.tsx';
import { PdfPages } from './PdfPages.tsx';
import { previewPath } from './use-templates.ts';

/** Typing ends, then it is drawn anew. */
const DELAY = 700;

/** The draft on a real record. The last good pages stay while the draft can not be printed; what is wrong stands above them. */
export function LivePreview({
  meta,
  body,
  onProblems,
}: {
  readonly meta: ObjectMeta;
  readonly body: unknown;
  readonly onProblems: (problems: ApiError['errors']) => void;
}) {
  const { t } = useTranslation('print');
  const [record, setRecord] = useState('');
  const [bytes, setBytes] = useState<Uint8Array | null>(null);
  const [error, setError] = useState<unknown>(null);
  const recent = useRecordQuery(meta.name, { fields: ['id', meta.title], limit: 20 }).data?.pages[0]?.records ?? [];
  const text = JSON.stringify(body);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the one who listens is the same throughout, though made anew each time
  useEffect(() => {
    const stop = new AbortController();
    const wait = setTimeout(() => {
      postForFile(previewPath(meta.name), { definition: JSON.parse(text), ...(record ? { record } : {}) }, { signal: stop.signal }).then(
        (file) => {
          setBytes(file.bytes);
          setError(null);
          onProblems([]);
        },
        (cause: unknown) => {
          if (stop.signal.aborted) return;
          setError(cause);
          onProblems(cause instanceof ApiError ? cause.errors : []);
        },
      );
    }, DELAY);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [text, record, meta.name]);
  return (
    <section className="pd-preview" aria-label={t('preview')}>
      <header>
        <h2>{t('preview')}</h2>
        <select className="inp" aria-label={t('sample')} value={record} onChange={(event) => setRecord(event.target.value)}>
          <option value="">{t('newest')}</option>
          {recent.map((one) => (
            <option key={one.id} value={one.id}>
              {String(one[meta.title] ?? '') || '--'}
            </option>
          ))}
        </select>
      </header>
      {error !== null && (
        <p className="alert bad" role="status">
          {(error instanceof ApiError && error.errors[0]?.message) || explain(error).title}
        </p>
      )}
      {bytes && <PdfPages bytes={bytes} />}
    </section>
  );
}
