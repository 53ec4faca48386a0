import { type FieldMeta, useFormat, useLabel } from '@huanke/platform/ui';
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react';
import { card, type Edge, fitting, lineBetween, type Place, wordsAt } from './layout.ts';
import { attitudes, kinds, texts } from './texts.ts';
import type { DealPerson } from './use-map.ts';

const step = 16;
/** Where the words of a card begin, and how wide they may be. */
const inset = 16;
const room = card.width - inset - 8;
const furthest = 4000;
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-step, 0],
  ArrowRight: [step, 0],
  ArrowUp: [0, -step],
  ArrowDown: [0, step],
};

const bounded = (value: number) => Math.round(Math.min(furthest, Math.max(0, value)));

interface CanvasProps {
  readonly svg: RefObject<SVGSVGElement | null>;
  readonly size: { readonly width: number; readonly height: number };
  readonly people: readonly DealPerson[];
  readonly edges: readonly Edge[];
  readonly places: ReadonlyMap<string, Place>;
  readonly roleField: FieldMeta | undefined;
  readonly mayMove: boolean;
  /** While it moves. */
  readonly onMove: (person: DealPerson, place: Place) => void;
  /** It stays where it is now. */
  readonly onDrop: (person: DealPerson) => void;
  readonly onOpen: (person: DealPerson) => void;
}

/** The people as cards, their relations as lines with words on them. */
export function Canvas({ svg, size, people, edges, places, ...rest }: CanvasProps) {
  const text = useLabel();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset
    <svg
      ref={svg}
      className="map-canvas"
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
      role="group"
      aria-label={text(texts.map)}
    >
      <defs>
        <marker
          id="map-arrow"
          viewBox="0 0 8 8"
          refX="8"
          refY="4"
          markerWidth="10"
          markerHeight="10"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path className="map-head" d="M0 0 L8 4 L0 8 Z" />
        </marker>
      </defs>
      {edges.map((edge) => (
        <Line key={edge.id} edge={edge} places={places} />
      ))}
      {people.map((person) => (
        <Card key={person.id} person={person} place={places.get(person.contact) ?? { x: 0, y: 0 }} {...rest} />
      ))}
      {/* above the cards: none covers what a line says */}
      {edges.map((edge) => (
        <Words key={edge.id} edge={edge} places={places} />
      ))}
    </svg>
  );
}

function Line({ edge, places }: { readonly edge: Edge; readonly places: ReadonlyMap<string, Place> }) {
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  if (!from || !to) return null;
  const { start, end } = lineBetween(from, to);
  const directed = edge.kind === 'reportsTo' || edge.kind === 'influences';
  return (
    <g className={`map-line ${edge.kind}`}>
      <line
        x1={start.x}
        y1={start.y}
        x2={end.x}
        y2={end.y}
        strokeWidth={1 + (edge.strength ?? 3) / 3}
        {...(directed ? { markerEnd: 'url(#map-arrow)' } : {})}
      />
    </g>
  );
}

function Words({ edge, places }: { readonly edge: Edge; readonly places: ReadonlyMap<string, Place> }) {
  const text = useLabel();
  const [from, to] = [places.get(edge.from), places.get(edge.to)];
  const kind = kinds[edge.kind];
  if (!from || !to || !kind) return null;
  const at = wordsAt(from, to, places.values());
  return (
    <text className="map-words" x={at.x} y={at.y + 4} textAnchor="middle">
      {text(kind)}
    </text>
  );
}

type CardProps = Pick<CanvasProps, 'roleField' | 'mayMove' | 'onMove' | 'onDrop' | 'onOpen'> & {
  readonly person: DealPerson;
  readonly place: Place;
};

function Card({ person, place, roleField, mayMove, onMove, onDrop, onOpen }: CardProps) {
  const text = useLabel();
  const words = useWords(person, roleField);
  const grip = useGrip({ person, place, mayMove, onMove, onDrop, onOpen });
  const attitude = attitudes[person.attitude];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no buttons of its own
    <g
      className={`map-card ${person.left ? 'left' : (attitude?.tone ?? 'even')}`}
      transform={`translate(${place.x} ${place.y})`}
      tabIndex={0}
      role="button"
      aria-label={[person.name, ...words, ...(attitude ? [text(attitude.label)] : [])].join('，')}
      {...grip}
    >
      <rect className="ground" width={card.width} height={card.height} rx={6} />
      <rect className="mark" width={6} height={card.height} rx={3} />
      <text className="name" x={inset} y={22}>
        {fitting(person.name, room, 14)}
      </text>
      {[words.slice(0, 2).join(' · '), person.left || !attitude ? text(texts.left) : text(attitude.label), words[2] ?? ''].map(
        (line, index) => (
          <text key={line} className="says" x={inset} y={42 + index * 18}>
            {fitting(line, room, 12)}
          </text>
        ),
      )}
    </g>
  );
}

/** Role, influence, last touch in words. */
function useWords(person: DealPerson, roleField: FieldMeta | undefined): readonly string[] {
  const text = useLabel();
  const format = useFormat();
  const role = roleField?.options?.find(({ key }) => key === person.role);
  const touched = person.lastTouchAt
    ? person.contacted
      ? text(texts.touched).replace('{when}', format.relative(person.lastTouchAt))
      : text(texts.cold)
    : text(texts.never);
  return [role ? text(role.label) : person.role, text(texts.influence).replace('{n}', String(person.influence)), touched];
}

/** Dragging by pointer, moving by arrows, opening by a press or Enter. */
function useGrip({ person, place, mayMove, onMove, onDrop, onOpen }: Omit<CardProps, 'roleField'>) {
  const from = useRef<{ x: number; y: number; place: Place; scale: number; moved: boolean } | null>(null);
  const pending = useRef(false);
  return {
    onPointerDown(event: PointerEvent<SVGGElement>) {
      if (event.button !== 0) return;
      const scale = event.currentTarget.ownerSVGElement?.getScreenCTM()?.a ?? 1;
      from.current = { x: event.clientX, y: event.clientY, place, scale, moved: false };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent<SVGGElement>) {
      const start = from.current;
      if (!start || !mayMove) return;
      const [dx, dy] = [(event.clientX - start.x) / start.scale, (event.clientY - start.y) / start.scale];
      if (!start.moved && Math.hypot(dx, dy) < 4) return;
      start.moved = true;
      onMove(person, { x: bounded(start.place.x + dx), y: bounded(start.place.y + dy) });
    },
    onPointerUp() {
      const start = from.current;
      from.current = null;
      if (start?.moved) onDrop(person);
      else if (start) onOpen(person);
    },
    onPointerCancel() {
      if (from.current?.moved) onDrop(person);
      from.current = null;
    },
    onKeyDown(event: KeyboardEvent<SVGGElement>) {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        onOpen(person);
        return;
      }
      const move = arrows[event.key];
      if (!move || !mayMove) return;
      event.preventDefault();
      pending.current = true;
      onMove(person, { x: bounded(place.x + move[0]), y: bounded(place.y + move[1]) });
    },
    onBlur() {
      if (pending.current) onDrop(person);
      pending.current = false;
    },
  };
}
