import {
  api,
  Button,
  fieldOf,
  type ObjectMeta,
  openCreate,
  paths,
  queryClient,
  type RecordData,
  recordKeys,
  Tag,
  toast,
  useCan,
  useLabel,
  useObject,
} from '@huanke/platform/ui';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { Canvas } from './Canvas.tsx';
import { type Place, placesOf, sizeOf } from './layout.ts';
import { texts } from './texts.ts';
import { type Coverage, type DealPerson, useMap } from './use-map.ts';
import './map.css';

const PersonDialog = lazy(() => import('./PersonDialog.tsx').then((file) => ({ default: file.PersonDialog })));

/** 决策链: who decides, who blocks, who knows whom; how much of it we have reached and who is missing. */
export function RelationMap({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const navigate = useNavigate();
  const meta = useObject('opportunityContact').data;
  const { ready, people, edges, coverage } = useMap(record.id, record['stage']);
  const svg = useRef<SVGSVGElement>(null);
  const [opened, setOpened] = useState<DealPerson | null>(null);
  const mayEdit = can('opportunityContact.edit') && (object.can?.includes('edit') ?? false);
  const { places, move, drop } = usePlaces(people, edges);
  if (!ready || !meta || (people.length === 0 && !mayEdit)) return null;
  const title = String(record[object.title] ?? '');
  const name = `${text(texts.map)} ${title}`;
  const save = async () => {
    const { savePicture } = await import('./picture.ts');
    if (svg.current) await savePicture(svg.current, name).catch((error: unknown) => toast.error(error));
  };
  const print = async () => {
    const { printPicture } = await import('./picture.ts');
    if (svg.current) printPicture(svg.current, name);
  };
  return (
    <section className="map-part" aria-label={text(texts.map)}>
      <h2>
        {text(texts.map)}
        <span className="sp" />
        {people.length > 0 && (
          <>
            <Button kind="link" icon="download" onClick={() => void save()}>
              {text(texts.picture)}
            </Button>
            <Button kind="link" icon="print" onClick={() => void print()}>
              {text(texts.print)}
            </Button>
          </>
        )}
        {mayEdit && (
          <Button kind="link" icon="plus" onClick={() => openCreate('opportunityContact', { opportunity: { id: record.id, title } })}>
            {text(texts.add)}
          </Button>
        )}
      </h2>
      {coverage && <Indexes coverage={coverage} />}
      {people.length === 0 ? (
        <p className="note">{text(texts.none)}</p>
      ) : (
        <>
          <div className="map-frame">
            <Canvas
              svg={svg}
              size={sizeOf(places.values())}
              people={people}
              edges={edges}
              places={places}
              roleField={fieldOf(meta, 'role')}
              mayMove={mayEdit}
              onMove={move}
              onDrop={drop}
              onOpen={(person) => (mayEdit ? setOpened(person) : void navigate({ to: paths.record('contact', person.contact) }))}
            />
          </div>
          {mayEdit && <p className="note">{text(texts.hint)}</p>}
        </>
      )}
      {opened && (
        <Suspense fallback={null}>
          <PersonDialog meta={meta} person={opened} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </section>
  );
}

/** Where the cards stand: as they are kept, and where somebody has moved them just now. */
function usePlaces(people: readonly DealPerson[], edges: Parameters<typeof placesOf>[1]) {
  const [moved, setMoved] = useState<ReadonlyMap<string, Place>>(new Map());
  const latest = useRef(new Map<string, Place>());
  const places = new Map([...placesOf(people, edges), ...moved]);
  const move = ({ contact }: DealPerson, place: Place) => {
    latest.current.set(contact, place);
    setMoved(new Map(latest.current));
  };
  const drop = async ({ id, contact }: DealPerson) => {
    const place = latest.current.get(contact);
    if (!place) return;
    try {
      await api.patch(`/records/opportunityContact/${id}`, { mapX: place.x, mapY: place.y });
      await queryClient.invalidateQueries({ queryKey: recordKeys.object('opportunityContact') });
    } catch (error) {
      toast.error(error);
    }
  };
  return { places, move, drop: (person: DealPerson) => void drop(person) };
}

function Indexes({ coverage }: { readonly coverage: Coverage }) {
  const text = useLabel();
  const { coverage: share, support, touchDays, missing } = coverage;
  return (
    <dl className="map-indexes">
      <div title={text(texts.coverageHint).replace('{days}', String(touchDays))}>
        <dt>{text(texts.coverage)}</dt>
        <dd>{share === null ? '--' : `${share}%`}</dd>
      </div>
      <div title={text(texts.supportHint)}>
        <dt>{text(texts.support)}</dt>
        <dd>{support === null ? '--' : support.toFixed(2)}</dd>
      </div>
      {missing.length > 0 && (
        <div>
          <dt>{text(texts.missing)}</dt>
          <dd className="tags">
            {missing.map(({ role, label }) => (
              <Tag key={role} small tone="warn">
                {text(label)}
              </Tag>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}
