import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, postForFile, type ReceivedFile } from '../data/api.ts';
import { type Label, type ObjectMeta, titleOf, useLabel } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { PdfPages } from './PdfPages.tsx';

interface Offered {
  readonly name: string;
  readonly label: Label;
  readonly format: 'pdf' | 'word';
}

/** 打印: choose a template, see the pages, take the file. A Word document is only taken. */
export function PrintDialog({
  meta,
  record,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly record: RecordData;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('print');
  const text = useLabel();
  const can = useCan();
  const [chosen, setChosen] = useState('');
  const at = `/records/${encodeURIComponent(meta.name)}`;
  const list = useQuery({
    queryKey: ['print', meta.name],
    queryFn: ({ signal }) => api.get<{ items: readonly Offered[] }>(`${at}/printTemplates`, { signal }),
  });
  const templates = list.data?.items;
  const template = templates?.find(({ name }) => name === chosen) ?? templates?.[0];
  const file = useQuery({
    queryKey: ['print', meta.name, record.id, record.version, template?.name],
    queryFn: ({ signal }) => postForFile(`${at}/${encodeURIComponent(record.id)}/print`, { template: template?.name }, { signal }),
    enabled: template !== undefined,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const ready = file.data;
  return (
    <Dialog
      title={t('printTitle', { title: titleOf(meta, record) })}
      width={860}
      onClose={onClose}
      footer={
        <>
          {ready?.type === 'application/pdf' && (
            <Button icon="print" onClick={() => openFile(ready)}>
              {t('open')}
            </Button>
          )}
          <Button kind="primary" icon="download" disabled={!ready} busy={file.isFetching} onClick={() => ready && saveFile(ready)}>
            {t('download')}
          </Button>
        </>
      }
    >
      <div className="print-dialog">
        {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} small />}
        {templates?.length === 0 && (
          <EmptyState icon="print" title={t('none')} text={t('noneText')} small>
            {can('metadata.manage') && (
              <Link className="btn" to={`/settings/objects/${meta.name}/print`}>
                {t('make')}
              </Link>
            )}
          </EmptyState>
        )}
        {templates && templates.length > 0 && (
          <label className="print-choose">
            <span>{t('template')}</span>
            <select className="inp" value={template?.name ?? ''} onChange={(event) => setChosen(event.target.value)}>
              {templates.map((one) => (
                <option key={one.name} value={one.name}>
                  {one.format === 'word' ? t('wordName', { name: text(one.label) }) : text(one.label)}
                </option>
              ))}
            </select>
          </label>
        )}
        {file.error && <ErrorState error={file.error} onRetry={() => void file.refetch()} small />}
        {file.isFetching && <Skeleton lines={10} />}
        {ready &&
          !file.isFetching &&
          (ready.type === 'application/pdf' ? (
            <PdfPages bytes={ready.bytes} />
          ) : (
            <p className="note">{t('wordReady', { name: ready.name })}</p>
          ))}
      </div>
    </Dialog>
  );
}

const addressOf = (file: ReceivedFile) => URL.createObjectURL(new Blob([file.bytes], { type: file.type }));

function saveFile(file: ReceivedFile): void {
  const link = document.createElement('a');
  link.href = addressOf(file);
  link.download = file.name;
  link.click();
  // the browser reads it after this turn
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** In a tab of its own, where the browser prints it. */
function openFile(file: ReceivedFile): void {
  window.open(addressOf(file), '_blank', 'noopener');
}
