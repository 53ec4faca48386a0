import { Link } from '@tanstack/react-router';
import { useLabel, useObjects } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag, type Tone } from '../primitives/Tag.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import { type Import, useImports } from './data.ts';
import { hasBegun } from './ImportPage.tsx';
import './import.css';

function stateOf(record: Import): readonly [key: string, tone: Tone] {
  if (record.status === 'running') return ['statusRunning', 'brand'];
  if (record.status === 'undone') return ['statusUndone', 'neutral'];
  if (!hasBegun(record)) return record.status === 'dryRunDone' ? ['statusChecked', 'info'] : ['statusDraft', 'neutral'];
  if (record.status === 'done') return ['statusDone', record.failed > 0 ? 'warn' : 'ok'];
  return record.status === 'cancelled' ? ['statusCancelled', 'warn'] : ['statusFailed', 'bad'];
}

function Row({ record }: { readonly record: Import }) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const objects = useObjects().data;
  const object = objects?.find((one) => one.name === record.object);
  const [state, tone] = stateOf(record);
  const n = (value: number) => format.number(value);
  return (
    <tr>
      <th scope="row">
        <Link to={`/import/${record.id}`} className="ell">
          {record.file.name}
        </Link>
      </th>
      <td>{object ? text(object.label) : record.object}</td>
      <td>
        <Tag tone={tone}>{t(state)}</Tag>
      </td>
      <td>
        {hasBegun(record)
          ? t('resultText', {
              created: n(record.created),
              updated: n(record.updated),
              skipped: n(record.skipped),
              failed: n(record.failed),
            })
          : t('rows', { n: n(record.total) })}
      </td>
      <td>{record.createdBy?.title}</td>
      <td className="sub" title={format.dateTime(record.createdAt)}>
        {format.relative(record.createdAt)}
      </td>
    </tr>
  );
}

/** Imports of the past: what came of them, to be opened for errors or undone. */
export function ImportsPage() {
  const { t } = useTranslation('import');
  const { data, error, refetch } = useImports();
  usePageTitle(t('pastImports'));
  return (
    <div className="imp list">
      <PhoneHead title={t('pastImports')} back={paths.settings()} />
      <header className="imp-head">
        <h1>{t('pastImports')}</h1>
        <span className="sp" />
        <Link to={paths.import()} className="btn pri">
          {t('title')}
        </Link>
      </header>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={5} />}
      {data?.items.length === 0 && <EmptyState icon="upload" title={t('nothingYet')} text={t('emptyText')} />}
      {data && data.items.length > 0 && (
        <div className="imp-list">
          <table>
            <thead>
              <tr>
                {(['colFile', 'colObject', 'colStatus', 'colResult', 'colWho', 'colWhen'] as const).map((key) => (
                  <th key={key} scope="col">
                    {t(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.items.map((record) => (
                <Row key={record.id} record={record} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
