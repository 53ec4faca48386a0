import { paths, useLabel } from '@huanke/platform/ui';
import { type MapPlace, PlaceMap } from '@huanke/platform/ui/map';
import { useNavigate } from '@tanstack/react-router';
import { fill } from '../fill.ts';
import type { RunWithLines } from './data.ts';
import { texts } from './texts.ts';

/** Where the leads of a plan are, in the colour of who gets them; nothing where no lead has a position. */
export function PlanMap({ run: { lines, tiles } }: { readonly run: RunWithLines }) {
  const text = useLabel();
  const navigate = useNavigate();
  const placed = lines.flatMap(({ place, user, lead }) => (place && user ? [{ place, user, lead }] : []));
  if (placed.length === 0) return null;
  const people = [...new Map(placed.map(({ user }) => [user.id, user.title ?? ''] as const)).entries()];
  const toneOf = (id: string) => people.findIndex(([user]) => user === id);
  const places = placed.map(
    ({ place, user, lead }): MapPlace => ({
      ...place,
      key: lead.id,
      title: `${lead.title ?? ''} → ${user.title ?? ''}`,
      sign: (user.title ?? '').slice(0, 1),
      tone: toneOf(user.id),
    }),
  );
  return (
    <section className="dispatch-map">
      <PlaceMap label={text(texts.map)} places={places} tiles={tiles} onChoose={(id) => void navigate({ to: paths.record('lead', id) })} />
      <ul className="map-people">
        {people.map(([id, name]) => (
          <li key={id} className={`map-tone key t${toneOf(id) % 8}`}>
            {name}
          </li>
        ))}
        {placed.length < lines.length && <li className="note">{fill(text(texts.unplaced), { n: lines.length - placed.length })}</li>}
      </ul>
    </section>
  );
}
