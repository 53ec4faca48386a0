import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiUrl } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { useHotkeys } from '../keys/hotkeys.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState } from '../primitives/states.tsx';
import { PdfPages } from '../print/PdfPages.tsx';
import { isPicture, type ShownFile } from './Files.tsx';
import './files.css';

function Picture({ file }: { readonly file: ShownFile }) {
  const { t } = useTranslation('files');
  const [broken, setBroken] = useState(false);
  if (broken) return <EmptyState small title={t('noPreview')} />;
  return <img className="bigpic" src={apiUrl(`/files/${file.id}/preview?size=large`)} alt={file.name} onError={() => setBroken(true)} />;
}

/** Drawn here page by page: browsers on phones show no PDF of their own, and nothing in it is run. */
function Pdf({ file }: { readonly file: ShownFile }) {
  const { t } = useTranslation('files');
  const { data, isError } = useQuery({
    queryKey: ['file-bytes', file.id],
    queryFn: async ({ signal }) => {
      const answer = await fetch(apiUrl(`/files/${file.id}`), { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      return {
        bytes: new Uint8Array(await answer.arrayBuffer()),
        mark: decodeURIComponent(answer.headers.get('x-huanke-watermark') ?? '') || undefined,
      };
    },
    retry: false,
    gcTime: 0,
  });
  if (isError) return <EmptyState small title={t('noPreview')} />;
  return data ? <PdfPages bytes={data.bytes} mark={data.mark} /> : <Skeleton lines={10} />;
}

/** A picture or a PDF in large; arrows go to the files beside it. */
export function PreviewDrawer({
  files,
  at,
  onAt,
  onClose,
}: {
  readonly files: readonly ShownFile[];
  readonly at: number;
  readonly onAt: (at: number) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('files');
  const file = files[at];
  const go = (step: number) => files[at + step] && onAt(at + step);
  useHotkeys([
    { keys: 'ArrowLeft', label: t('previous'), run: () => go(-1) },
    { keys: 'ArrowRight', label: t('next'), run: () => go(1) },
  ]);
  if (!file) return null;
  const beside = files.length > 1 && (
    <>
      <IconButton icon="left" label={t('previous')} disabled={at === 0} onClick={() => go(-1)} />
      <IconButton icon="right" label={t('next')} disabled={at === files.length - 1} onClick={() => go(1)} />
    </>
  );
  return (
    <Drawer
      open
      width={720}
      title={file.name}
      extra={beside}
      onClose={onClose}
      footer={
        <a className="btn" href={apiUrl(`/files/${file.id}`)} download={file.name}>
          <Icon name="download" size={14} />
          <span>{t('download')}</span>
        </a>
      }
    >
      <div className="preview" key={file.id}>
        {isPicture(file) ? <Picture file={file} /> : <Pdf file={file} />}
      </div>
    </Drawer>
  );
}
