const styles = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'paint-order', 'font', 'text-anchor', 'opacity'] as const;
/** Pixels for one unit of the map: sharp when printed. */
const scale = 2;

/** The map as it is seen, every colour written out: a picture knows no stylesheet. */
function drawn(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll<SVGElement>('*');
  for (const [index, element] of copy.querySelectorAll<SVGElement>('*').entries()) {
    const original = originals[index];
    if (!original) continue;
    const computed = getComputedStyle(original);
    for (const name of styles) element.style.setProperty(name, computed.getPropertyValue(name));
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

/** Saves the map as a PNG on the ground it is shown on. */
export async function savePicture(svg: SVGSVGElement, name: string): Promise<void> {
  const { width, height } = svg.viewBox.baseVal;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn(svg))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width * scale, height * scale];
  const context = canvas.getContext('2d');
  if (!context) return;
  context.fillStyle = getComputedStyle(svg).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Puts the map on a sheet of its own and prints it; every browser keeps that as a PDF as well. The file is named after the page. */
export function printPicture(svg: SVGSVGElement, name: string): void {
  const sheet = document.createElement('div');
  sheet.className = 'map-sheet';
  const heading = document.createElement('h1');
  heading.textContent = name;
  sheet.append(heading, svg.cloneNode(true));
  document.body.append(sheet);
  const title = document.title;
  document.title = name;
  window.addEventListener(
    'afterprint',
    () => {
      sheet.remove();
      document.title = title;
    },
    { once: true },
  );
  window.print();
}
