/** Kinds of barcodes a field may hold. A QR code and Code 128 hold any text of their signs; EAN-13 is thirteen digits with a check digit. */
export const barcodeKinds = ['ean13', 'code128', 'qr'] as const;
export type BarcodeKind = (typeof barcodeKinds)[number];

/** The check digit of an EAN-13 for its first twelve digits (GB 12904): weights 1 and 3 in turn. `ean13Check('690123456789') === '2'` */
export function ean13Check(first12: string): string | null {
  if (!/^\d{12}$/.test(first12)) return null;
  const sum = [...first12].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}

/** What is wrong with the text of a barcode; undefined when it can be printed as one. */
export function barcodeProblem(kind: BarcodeKind, text: string): 'form' | 'check' | undefined {
  switch (kind) {
    case 'ean13':
      if (!/^\d{13}$/.test(text)) return 'form';
      return ean13Check(text.slice(0, 12)) === text.charAt(12) ? undefined : 'check';
    case 'code128':
      return /^[\x20-\x7e]+$/.test(text) ? undefined : 'form';
    case 'qr':
      return undefined;
  }
}
