import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/index.ts';
import { Dialog } from '../../primitives/Drawer.tsx';

interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = new (options: { readonly formats: readonly string[] }) => Detector;
const detectorClass = () => (window as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

const FORMATS: Readonly<Record<string, readonly string[]>> = { ean13: ['ean_13'], code128: ['code_128'], qr: ['qr_code'] };
const EVERY_MS = 200;

/** The camera, until it sees a barcode of this kind. */
export function ScanDialog({
  kind,
  onFound,
  onClose,
}: {
  readonly kind: string | undefined;
  readonly onFound: (text: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('form');
  const video = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  const found = useRef(onFound);
  found.current = onFound;
  useEffect(() => {
    const Reader = detectorClass();
    let stream: MediaStream | undefined;
    let timer = 0;
    let isOver = false;
    const look = async (reader: Detector) => {
      const [code] = video.current ? await reader.detect(video.current).catch(() => []) : [];
      if (isOver) return;
      if (code?.rawValue) found.current(code.rawValue);
      else timer = window.setTimeout(() => void look(reader), EVERY_MS);
    };
    const begin = async () => {
      if (!Reader) return setFailed(true);
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        if (isOver || !video.current) return stop();
        video.current.srcObject = stream;
        // not waited for: a camera may take its time for the first picture, and looking earlier finds nothing
        void video.current.play().catch(() => undefined);
        await look(new Reader({ formats: FORMATS[kind ?? ''] ?? ['ean_13', 'code_128', 'qr_code'] }));
      } catch {
        if (!isOver) setFailed(true);
      }
    };
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    void begin();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      stop();
    };
  }, [kind]);
  return (
    <Dialog title={t('scan.title')} onClose={onClose}>
      {failed ? (
        <p className="alert warn" role="alert">
          {t('scan.failed')}
        </p>
      ) : (
        <>
          <video ref={video} className="scan-view" muted playsInline aria-label={t('scan.view')} />
          <p className="note">{t('scan.hint')}</p>
        </>
      )}
    </Dialog>
  );
}
