const SIDE = 256;
/** The server takes 100 kB; base64 adds a third. */
const MOST = 100_000;

/** A picture made small enough to live in the settings, as a data URL. Rejects what is no picture. */
export async function logoUrl(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const url of [canvas.toDataURL('image/png'), canvas.toDataURL('image/webp', 0.85), canvas.toDataURL('image/jpeg', 0.7)])
    if (url.length <= MOST) return url;
  throw new Error('too large');
}
