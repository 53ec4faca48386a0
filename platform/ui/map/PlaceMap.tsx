import { useRef } from 'react';
import { useLabel } from '../data/meta.ts';
import { IconButton } from '../primitives/index.ts';
import { Backdrop, type MapTiles } from './Backdrop.tsx';
import { toGcj02 } from './gcj02.ts';
import { clustered, metresBetween, onScreen, type Pixel, type Point, scaleBar, type View } from './geo.ts';
import { lengthText, texts } from './texts.ts';
import { useView } from './use-view.ts';
import './map.css';

/** Something that is somewhere. */
export interface MapPlace extends Point {
  readonly key: string;
  readonly title: string;
  /** What stands in its pin. */
  readonly sign: string;
  /** Which of eight colours. */
  readonly tone: number;
}

/** Places in the order in which somebody comes to them. */
export interface MapRoute {
  readonly key: string;
  readonly tone: number;
  readonly stops: readonly Point[];
}

interface Props {
  readonly label: string;
  readonly places: readonly MapPlace[];
  readonly routes?: readonly MapRoute[];
  readonly tiles?: MapTiles | null;
  readonly chosen?: string | null;
  readonly onChoose: (key: string) => void;
}

/** Pins nearer to each other than this are one. */
const nearPixels = 26;
/** Shorter legs have no room for their length. */
const roomForText = 72;

/** Places and ways between them, drawn without any service: a grid, or the tiles of an own one. */
export function PlaceMap({ label, places, routes = [], tiles = null, chosen = null, onChoose }: Props) {
  const text = useLabel();
  const box = useRef<HTMLDivElement>(null);
  // drawn where the tiles have them; lengths are those of the earth
  const shift = <P extends Point>(point: P): P => (tiles?.system === 'gcj02' ? { ...point, ...toGcj02(point) } : point);
  const shown = places.map(shift);
  const { size, view, zoom, fit, reset, ...moves } = useView(box, shown);
  const ready = size && view && { size, view };
  const pixelOf = (point: Point): Pixel => (ready ? onScreen(point, ready.view, ready.size) : { x: 0, y: 0 });
  const groups = ready ? clustered(shown, pixelOf, nearPixels) : [];
  const open = (items: readonly MapPlace[]) => {
    const [first] = items;
    const isOne = items.every(({ lng, lat }) => lng === first?.lng && lat === first.lat);
    if (first && (items.length === 1 || isOne || (view?.zoom ?? 0) > 17)) onChoose(first.key);
    else fit(items);
  };
  return (
    <section className="map" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the map is moved by keys */}
      {/* biome-ignore lint/a11y/useSemanticElements: a group of pins, not of form fields */}
      <div className="map-box" ref={box} role="group" tabIndex={0} aria-label={`${label}。${text(texts.keys)}`} {...moves}>
        {ready && (
          <>
            <Backdrop view={ready.view} size={ready.size} tiles={tiles} />
            <svg className="map-lines" width={ready.size.width} height={ready.size.height} aria-hidden="true">
              {routes.map((route) => (
                <Route key={route.key} route={route} pixelOf={(point) => pixelOf(shift(point))} />
              ))}
            </svg>
            {groups.map(({ items }) => (
              <Pin key={items[0]?.key} items={items} at={pixelOf(items[0] ?? ready.view)} chosen={chosen} onOpen={() => open(items)} />
            ))}
            <Scale view={ready.view} />
          </>
        )}
      </div>
      <div className="map-acts">
        <IconButton icon="plus" label={text(texts.nearer)} onClick={() => zoom(1)} />
        <IconButton icon="minus" label={text(texts.farther)} onClick={() => zoom(-1)} />
        <IconButton icon="target" label={text(texts.all)} onClick={reset} />
      </div>
    </section>
  );
}

function Pin({
  items,
  at,
  chosen,
  onOpen,
}: {
  readonly items: readonly MapPlace[];
  readonly at: Pixel;
  readonly chosen: string | null;
  readonly onOpen: () => void;
}) {
  const text = useLabel();
  const [first] = items;
  if (!first) return null;
  const titles = items.map(({ title }) => title).join('、');
  const many = items.length > 1;
  return (
    <button
      type="button"
      className={`map-pin t${first.tone % 8}${many ? ' many' : ''}`}
      aria-pressed={items.some(({ key }) => key === chosen)}
      aria-label={many ? text(texts.cluster).replace('{n}', String(items.length)).replace('{titles}', titles) : `${first.sign} ${titles}`}
      title={titles}
      style={{ left: at.x, top: at.y }}
      onClick={onOpen}
    >
      {many ? `×${items.length}` : first.sign}
    </button>
  );
}

function Route({ route: { stops, tone }, pixelOf }: { readonly route: MapRoute; readonly pixelOf: (point: Point) => Pixel }) {
  const text = useLabel();
  const at = stops.map(pixelOf);
  return (
    <g className={`t${tone % 8}`}>
      <polyline points={at.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {stops.slice(1).map((stop, index) => {
        const [from, to, start] = [at[index], at[index + 1], stops[index]];
        if (!from || !to || !start || Math.hypot(to.x - from.x, to.y - from.y) < roomForText) return null;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a leg is known by its place
          <text key={index} x={(from.x + to.x) / 2} y={(from.y + to.y) / 2 - 4}>
            {lengthText(metresBetween(start, stop), text)}
          </text>
        );
      })}
    </g>
  );
}

function Scale({ view }: { readonly view: View }) {
  const text = useLabel();
  const { metres, pixels } = scaleBar(view);
  return (
    <div className="map-scale" style={{ width: pixels }}>
      {lengthText(metres, text)}
    </div>
  );
}
