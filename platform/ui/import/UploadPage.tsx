import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../data/api.ts';
import { type ObjectSummary, useLabel, useObjects } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { DropArea } from './DropArea.tsx';
import { createImport, type Inspection, inspect, templateHref, uploadFile } from './data.ts';
import { WizardHead } from './WizardHead.tsx';
import './import.css';
import { ScrollBox } from '../primitives/ScrollBox.tsx';

function Refusal({ found, onAnother }: { readonly found: Inspection; readonly onAnother: () => void }) {
  const { t } = useTranslation('import');
  return (
    <div className="alert warn imp-refusal" role="alert">
      <Icon name="warn" />
      <div>
        <b>{t('refused')}</b>
        <p>{found.table.text}</p>
        <Button onClick={onAnother}>{t('another')}</Button>
      </div>
    </div>
  );
}

function Preview({ found }: { readonly found: Inspection }) {
  const { t } = useTranslation('import');
  const columns = found.columns.slice(0, 12);
  return (
    <ScrollBox className="imp-preview" label={t('preview')}>
      <table>
        <thead>
          <tr>
            {columns.map(({ column }) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.rows.slice(0, 5).map((row) => (
            <tr key={row.row}>
              {columns.map(({ column }, at) => (
                <td key={column}>{row.cells[at]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function Choices({
  found,
  objects,
  object,
  onObject,
  onSheet,
}: {
  readonly found: Inspection;
  readonly objects: readonly ObjectSummary[];
  readonly object: string;
  readonly onObject: (object: string) => void;
  readonly onSheet: (sheet: string) => void;
}) {
  const { t } = useTranslation('import');
  const text = useLabel();
  const guessed = objects.find((one) => one.name === found.suggestedObject);
  return (
    <div className="imp-choices">
      {found.table.ok && (
        <Field label={t('whatObject')} hint={guessed ? t('guessed', { name: text(guessed.label) }) : undefined}>
          {(control) => (
            <select className="inp" {...control} value={object} onChange={(event) => onObject(event.target.value)}>
              {objects.map((one) => (
                <option key={one.name} value={one.name}>
                  {text(one.label)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {found.sheets.length > 1 && (
        <Field label={t('whichSheet')}>
          {(control) => (
            <select className="inp" {...control} value={found.sheet ?? ''} onChange={(event) => onSheet(event.target.value)}>
              {found.sheets.map((sheet) => (
                <option key={sheet}>{sheet}</option>
              ))}
            </select>
          )}
        </Field>
      )}
    </div>
  );
}

/** First step: which file, which sheet of it, into which object. */
export function UploadPage() {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const navigate = useNavigate();
  const asked = (useSearch({ strict: false }) as { object?: string }).object;
  const known = useObjects();
  const [busy, setBusy] = useState<string | null>(null);
  const [found, setFound] = useState<Inspection | null>(null);
  const [object, setObject] = useState('');
  const [error, setError] = useState<unknown>(null);
  // People and departments are filled once; what one works with comes first.
  const objects = (known.data ?? [])
    .filter((one) => one.can?.includes('import'))
    .sort((a, b) => Number(a.access?.owned === false) - Number(b.access?.owned === false));
  const target = objects.find((one) => one.name === asked);
  const title = target ? t('titleOf', { name: text(target.label) }) : t('title');

  const go = async (seen: Inspection, into: string) => {
    const record = await createImport({ object: into, fileId: seen.file.id, ...(seen.sheet ? { sheet: seen.sheet } : {}) });
    await navigate({ to: `/import/${record.id}` });
  };
  const look = async (fileId: string, sheet?: string) => {
    const seen = await inspect({ fileId, ...(sheet ? { sheet } : {}) });
    const into = target?.name ?? objects.find((one) => one.name === seen.suggestedObject)?.name ?? objects[0]?.name ?? '';
    // Nothing left to ask: straight on.
    if (seen.table.ok && seen.sheets.length < 2 && target) return go(seen, target.name);
    setObject(into);
    setFound(seen);
  };
  const run = (name: string, work: () => Promise<void>) => {
    setBusy(name);
    setError(null);
    work()
      .catch(setError)
      .finally(() => setBusy(null));
  };
  const take = (file: File) =>
    run(file.name, async () => {
      setFound(null);
      await look((await uploadFile(file)).id);
    });

  if (known.error) return <ErrorState error={known.error} onRetry={() => void known.refetch()} />;
  if (!known.data) return <Skeleton lines={4} />;
  if (objects.length === 0) return <EmptyState heading="h1" icon="upload" title={t('noObjects')} text={t('noObjectsText')} />;
  const templateOf = target?.name ?? (object || objects[0]?.name || '');
  const asksTemplate = !target && !found && objects.length > 1;
  return (
    <div className="imp">
      <WizardHead
        title={title}
        step={0}
        object={target?.name}
        facts={found ? [found.file.name, t('read', { columns: found.columns.length, rows: format.number(found.estimatedRows) })] : []}
      />
      <div className="imp-upload">
        {error !== null && <ErrorState error={error} small={error instanceof ApiError} />}
        {found && !found.table.ok && <Refusal found={found} onAnother={() => setFound(null)} />}
        {!found && <DropArea onFile={take} busy={busy} />}
        {found && (
          <>
            <Choices
              found={found}
              objects={objects}
              object={object}
              onObject={setObject}
              onSheet={(sheet) => run(found.file.name, () => look(found.file.id, sheet))}
            />
            <Preview found={found} />
          </>
        )}
        <div className="imp-template">
          {asksTemplate && (
            <select className="inp" aria-label={t('whatObject')} value={templateOf} onChange={(event) => setObject(event.target.value)}>
              {objects.map((one) => (
                <option key={one.name} value={one.name}>
                  {text(one.label)}
                </option>
              ))}
            </select>
          )}
          <a href={templateHref(templateOf)} download className="btn">
            <Icon name="download" />
            <span>{t('template')}</span>
          </a>
          <span className="sub">{t('templateText')}</span>
          <span className="sp" />
          <Link to="/imports">{t('pastImports')}</Link>
        </div>
      </div>
      {found?.table.ok && (
        <footer className="imp-foot">
          <span className="sp" />
          <Button onClick={() => setFound(null)}>{t('another')}</Button>
          <Button kind="primary" busy={busy !== null} onClick={() => run(found.file.name, () => go(found, object))}>
            {t('next')}
          </Button>
        </footer>
      )}
    </div>
  );
}
