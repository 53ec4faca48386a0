import { useFormat } from '../../data/session.ts';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Dialog } from '../../primitives/Drawer.tsx';
import { type BulkOutcome, downloadText, failuresCsv } from './run.ts';

const SHOWN = 20;

/** What worked and what did not, row by row, and as a file. */
export function BulkResultView({
  outcome,
  name,
  onClose,
}: {
  readonly outcome: BulkOutcome;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('list');
  const format = useFormat();
  const { ok, failed, stopped } = outcome;
  return (
    <Dialog
      title={t(stopped ? 'bulk.stopped' : 'bulk.doneTitle')}
      width={560}
      onClose={onClose}
      footer={
        <>
          {failed.length > 0 && (
            <Button
              icon="download"
              onClick={() =>
                downloadText(`${name}-${t('bulk.failedRows')}.csv`, failuresCsv(failed, [t('bulk.row'), t('bulk.reason'), 'id']))
              }
            >
              {t('bulk.download')}
            </Button>
          )}
          <Button kind="primary" onClick={onClose} data-autofocus="">
            {t('bulk.close')}
          </Button>
        </>
      }
    >
      <p>{t('bulk.result', { ok: format.number(ok.length), failed: format.number(failed.length) })}</p>
      {failed.length > 0 && (
        <table className="failed">
          <caption className="vh">{t('bulk.failedRows')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('bulk.row')}</th>
              <th scope="col">{t('bulk.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {failed.slice(0, SHOWN).map((row) => (
              <tr key={row.id}>
                <td>{row.name || row.id}</td>
                <td>{row.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}
