import { useState } from 'react';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type Platform, workAppsChanged } from './data.ts';
import { useWork } from './use-work.ts';
import { WorkLine } from './WorkLine.tsx';

interface Counts {
  readonly new: number;
  readonly changed: number;
  readonly gone: number;
}

interface Result {
  readonly applied: boolean;
  readonly departments: Counts;
  readonly people: Counts & { readonly linked: number };
  readonly names: readonly string[];
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

const changes = ({ departments, people }: Result) => departments.new + departments.changed + people.new + people.changed + people.linked;

/** Departments and people of the platform: first what would change, then taken over. */
export function ImportPart({ platform }: { readonly platform: Platform }) {
  const { t, i18n } = useTranslation('workApps');
  const [result, setResult] = useState<Result | null>(null);
  const { id, job, start } = useWork<Result>(async (made) => {
    setResult(made);
    if (!made.applied) return;
    toast.ok(t('import.done'));
    await workAppsChanged();
  });
  const list = (names: readonly string[]) => new Intl.ListFormat(i18n.language, { type: 'unit' }).format(names);
  const path = `/work-apps/${platform}/import`;
  const busy = id !== null;
  const isReady = result && !result.applied && changes(result) > 0;
  return (
    <>
      <h3>{t('import.title')}</h3>
      <p className="note">{t('import.text')}</p>
      <div role="status" className="work-app-counts">
        {result && (
          <>
            <p>{t('import.departments', { ...result.departments })}</p>
            <p>{t('import.people', { ...result.people })}</p>
            {changes(result) === 0 && <p>{t('import.same')}</p>}
            {result.names.length > 0 && <p className="note">{t('import.gone', { names: list(result.names) })}</p>}
            {result.failed.length > 0 && (
              <p className="alert warn">
                {t('import.failed', { names: list(result.failed.map(({ name, reason }) => `${name} (${reason})`)) })}
              </p>
            )}
          </>
        )}
      </div>
      <WorkLine id={id} job={job} />
      <div className="set-acts">
        <Button busy={busy && !isReady} disabled={busy} onClick={() => start(path)}>
          {t('import.preview')}
        </Button>
        {isReady && (
          <Button kind="primary" busy={busy} onClick={() => start(path, { apply: true })}>
            {t('import.apply')}
          </Button>
        )}
      </div>
    </>
  );
}
