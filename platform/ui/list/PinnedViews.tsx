import { Link, useRouterState } from '@tanstack/react-router';
import { useLocal } from '../data/local.ts';
import { useObjects } from '../data/meta.ts';
import { useRecordCount } from '../data/records.ts';
import { useCan, useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { type SavedView, useViews } from './views.ts';

const NONE: readonly string[] = [];

/** How many records the view holds: a figure beside its name, capped so that it never waits long. */
function PinCount({ view }: { readonly view: SavedView }) {
  const format = useFormat();
  const count = useRecordCount(view.object, view.definition.filter ? { filter: view.definition.filter } : {}).data;
  return count ? <em>{count.capped ? `${format.numberFigure(count.value).text}+` : format.number(count.value)}</em> : null;
}

/** Sorts by an order of ids; what is not in it stands last, in its own order. */
export function inOrder<T extends { readonly id: string }>(items: readonly T[], order: readonly string[]): readonly T[] {
  const place = (item: T) => {
    const at = order.indexOf(item.id);
    return at < 0 ? order.length : at;
  };
  return [...items].sort((a, b) => place(a) - place(b));
}

/** 置顶视图 in the side bar; drag (or Alt with the arrows) to put them in order. */
export function PinnedViews() {
  const { t } = useTranslation('list');
  const can = useCan();
  const objects = useObjects().data;
  const views = useViews().data;
  const [order, setOrder] = useLocal('views.order', NONE);
  const location = useRouterState({ select: (state) => state.location });
  const current = (location.search as { readonly view?: string }).view;
  const known = new Set(objects?.map((object) => object.name));
  const pinned = inOrder(views?.filter((view) => view.pinned && can(`${view.object}.read`) && known.has(view.object)) ?? [], order);
  if (pinned.length === 0) return null;
  const move = (id: string, to: number) => {
    const ids = pinned.map((view) => view.id).filter((one) => one !== id);
    ids.splice(Math.max(0, Math.min(ids.length, to)), 0, id);
    setOrder(ids);
  };
  return (
    <section aria-labelledby="side-pinned">
      <h2 id="side-pinned">{t('pinned')}</h2>
      <ul className="small">
        {pinned.map((view, index) => (
          <li key={view.id}>
            <Link
              to={paths.list(view.object)}
              search={{ view: view.id } as never}
              activeOptions={{ exact: true, includeSearch: true }}
              className={current === view.id ? 'active' : undefined}
              title={view.name}
              draggable
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              onDragStart={(event) => event.dataTransfer.setData('text/view', view.id)}
              onDragOver={(event) => event.dataTransfer.types.includes('text/view') && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                move(event.dataTransfer.getData('text/view'), index);
              }}
              onKeyDown={(event) => {
                if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
                event.preventDefault();
                move(view.id, index + (event.key === 'ArrowUp' ? -1 : 1));
              }}
            >
              <span>{view.name}</span>
              <PinCount view={view} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
