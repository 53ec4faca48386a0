import { onScreen, project, type Size, tilesOf, unproject, type View } from './geo.ts';

/** Pictures of an own map service. */
export interface MapTiles {
  /** `https://maps.example.cn/{z}/{x}/{y}.png` */
  readonly template: string;
  readonly system: 'wgs84' | 'gcj02';
}

/** Steps of the grid in degrees; the smallest that is wide enough on the screen is taken. */
const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
const wideEnough = 90;

/** What lies under the pins: the tiles of an own service, or a grid of degrees. */
export function Backdrop({ view, size, tiles }: { readonly view: View; readonly size: Size; readonly tiles: MapTiles | null }) {
  if (!tiles) return <Grid view={view} size={size} />;
  return (
    <div className="map-tiles" aria-hidden="true">
      {tilesOf(view, size).map(({ z, column, row, x, y, size: side }) => (
        <img
          key={`${z}/${column}/${row}/${Math.round(x / side)}`}
          alt=""
          draggable={false}
          src={tiles.template.replace('{z}', String(z)).replace('{x}', String(column)).replace('{y}', String(row))}
          style={{ left: x, top: y, width: side + 0.5, height: side + 0.5 }}
        />
      ))}
    </div>
  );
}

/** Whole multiples of a step between two values. */
const multiples = (from: number, until: number, step: number): number[] => {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(until / step) - first + 1) }, (_, n) => (first + n) * step);
};

function Grid({ view, size }: { readonly view: View; readonly size: Size }) {
  const middle = project(view, view.zoom);
  const [west, east] = [
    unproject({ x: middle.x - size.width / 2, y: middle.y - size.height / 2 }, view.zoom),
    unproject({ x: middle.x + size.width / 2, y: middle.y + size.height / 2 }, view.zoom),
  ];
  const perDegree = size.width / (east.lng - west.lng);
  const step = steps.find((one) => one * perDegree >= wideEnough) ?? 20;
  const name = (degrees: number) => `${Number(degrees.toFixed(3))}°`;
  return (
    <svg className="map-grid" width={size.width} height={size.height} aria-hidden="true">
      {multiples(west.lng, east.lng, step).map((lng) => {
        const { x } = onScreen({ lng, lat: view.lat }, view, size);
        return (
          <g key={`x${lng}`}>
            <line x1={x} x2={x} y1={0} y2={size.height} />
            <text x={x + 4} y={14}>
              {name(lng)}
            </text>
          </g>
        );
      })}
      {multiples(east.lat, west.lat, step).map((lat) => {
        const { y } = onScreen({ lng: view.lng, lat }, view, size);
        return (
          <g key={`y${lat}`}>
            <line x1={0} x2={size.width} y1={y} y2={y} />
            <text x={4} y={y - 4}>
              {name(lat)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
