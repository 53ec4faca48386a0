import { useEffect, useState } from 'react';
import type { BarcodeKind } from '../../text/barcode.ts';

const draw = async (kind: BarcodeKind, text: string): Promise<string> => {
  const { code128, drawingSVG, ean13, qrcode } = await import('bwip-js/browser');
  const writers = { ean13, code128, qr: qrcode };
  const isSquare = kind === 'qr';
  return writers[kind](
    { bcid: kind, text, scale: 2, ...(isSquare ? {} : { height: 12 }), padding: 4, backgroundcolor: 'ffffff' },
    drawingSVG(),
  );
};

/** A barcode as a scanner reads it, with its text below; the library comes with the first one. */
export function BarcodeValue({ kind, text }: { readonly kind: BarcodeKind; readonly text: string }) {
  const [picture, setPicture] = useState('');
  useEffect(() => {
    let isOver = false;
    draw(kind, text).then(
      (svg) => !isOver && setPicture(`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`),
      // what can not be drawn is still there to be read
      () => !isOver && setPicture(''),
    );
    return () => {
      isOver = true;
    };
  }, [kind, text]);
  return (
    <span className={`barcode ${kind}`}>
      {picture && <img src={picture} alt="" />}
      <span>{text}</span>
    </span>
  );
}
