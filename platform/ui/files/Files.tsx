import { lazy, Suspense, useState } from 'react';
import { apiUrl } from '../data/api.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';

export interface ShownFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

const PreviewDrawer = lazy(() => import('./PreviewDrawer.tsx').then((file) => ({ default: file.PreviewDrawer })));

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
export const isPicture = (file: ShownFile) => PICTURES.has(file.type);
export const hasPreview = (file: ShownFile) => isPicture(file) || file.type === 'application/pdf';

/** Files as signs with their names: pictures and PDF open here, everything else is downloaded. */
export function Files({ files }: { readonly files: readonly ShownFile[] }) {
  const { t } = useTranslation('files');
  const [open, setOpen] = useState<number | null>(null);
  const shown = files.filter(hasPreview);
  return (
    <>
      {files.map((file) =>
        hasPreview(file) ? (
          <button
            key={file.id}
            type="button"
            className="att"
            aria-label={t('preview', { name: file.name })}
            onClick={() => setOpen(shown.indexOf(file))}
          >
            {isPicture(file) ? <img src={apiUrl(`/files/${file.id}/preview`)} alt="" loading="lazy" /> : <Icon name="file" size={14} />}
            <span className="ell">{file.name}</span>
          </button>
        ) : (
          <a key={file.id} className="att" href={apiUrl(`/files/${file.id}`)} download>
            <Icon name="file" size={14} />
            <span className="ell">{file.name}</span>
          </a>
        ),
      )}
      {open !== null && (
        <Suspense fallback={null}>
          <PreviewDrawer files={shown} at={open} onAt={setOpen} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </>
  );
}
