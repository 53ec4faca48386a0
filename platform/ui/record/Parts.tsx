import { useLabel } from '../data/meta.ts';
import { useCan } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { orderedPanels } from '../layout/arrange.ts';
import { panelsOf, type WebPanel } from '../module.ts';
import { Lazy } from '../shell/lazy.tsx';
import { History } from '../timeline/History.tsx';
import { useRecordPage } from './page-state.ts';
import { RelatedCard, RelatedTab } from './Related.tsx';
import { relatedLists, useRelated } from './related.ts';
import { Sections } from './Sections.tsx';
import type { TabItem } from './Tabs.tsx';

/** What modules add to the page of this object, by place. */
export function usePanels(place: WebPanel['place']): readonly WebPanel[] {
  const can = useCan();
  const { meta } = useRecordPage();
  const panels = panelsOf(meta.name).filter(
    (panel) => panel.place === place && (!panel.permission || can(panel.permission)) && (panel.when?.(meta) ?? true),
  );
  return orderedPanels(panels, meta.layout);
}

/** `first`: those of an order below 50 stand before the page's own parts. */
export function Panels({ place, first }: { readonly place: 'main' | 'side' | 'header'; readonly first?: boolean }) {
  const { meta, record } = useRecordPage();
  const panels = usePanels(place).filter((panel) => first === undefined || (panel.order ?? 100) < 50 === first);
  return panels.map((panel) => <Lazy key={panel.id} load={panel.load} props={{ object: meta, record }} />);
}

/** 概览: sections, what modules add, related lists as cards. */
export function Overview() {
  const { meta } = useRecordPage();
  const lists = relatedLists(meta);
  return (
    <>
      <Panels place="main" first />
      <Sections />
      <Panels place="main" first={false} />
      {lists.length > 0 && (
        <div className="rels">
          {lists.map((list) => (
            <RelatedCard key={list.name} list={list} />
          ))}
        </div>
      )}
    </>
  );
}

/** The number of a related list; the card has asked for it already. */
function useCounts(): Readonly<Record<string, string>> {
  const { meta, record } = useRecordPage();
  const counts: Record<string, string> = {};
  // The lists of an object are the same on every render, and the page is remounted for another record.
  for (const list of relatedLists(meta)) {
    // biome-ignore lint/correctness/useHookAtTopLevel: see above
    const { count } = useRelated(list, record.id, 5);
    if (count) counts[list.name] = count.capped ? `${count.value}+` : String(count.value);
  }
  return counts;
}

/** Related lists, panels of modules and the history as tabs. */
export function useMoreTabs(): readonly TabItem[] {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, record } = useRecordPage();
  const counts = useCounts();
  const panels = usePanels('tab');
  const lists = relatedLists(meta).filter(({ name, hideEmpty }) => !hideEmpty || (counts[name] ?? '0') !== '0');
  return [
    ...lists.map((list) => ({
      key: list.name,
      label: text(list.label),
      count: counts[list.name],
      content: () => <RelatedTab key={list.name} list={list} />,
    })),
    ...panels.map((panel) => ({
      key: panel.id,
      label: text(panel.label),
      content: () => <Lazy load={panel.load} props={{ object: meta, record }} />,
    })),
    { key: 'history', label: t('history'), content: () => <History /> },
  ];
}
