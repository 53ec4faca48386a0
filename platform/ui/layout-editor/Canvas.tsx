import { type KeyboardEvent, useState } from 'react';
import { type FieldMeta, type FieldType, fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { announce } from '../primitives/live-region.tsx';
import { FieldDrawer } from '../settings/FieldDrawer.tsx';
import {
  addSection,
  HIGHLIGHTS,
  type LayoutBody,
  MOST_HIGHLIGHTS,
  moveField,
  moveSection,
  OUT,
  type Place,
  placesOf,
  stepField,
} from './draft.ts';
import { FieldPanel } from './FieldPanel.tsx';
import { LayoutItem } from './LayoutItem.tsx';
import { PageParts } from './PageParts.tsx';
import { Palette } from './Palette.tsx';
import { SectionHead } from './SectionHead.tsx';
import type { DraftState } from './use-draft.ts';
import { type Dragged, useLayoutDrag } from './use-layout-drag.ts';

export interface CanvasTools {
  readonly meta: ObjectMeta;
  readonly layout: LayoutBody;
  readonly edit: DraftState['edit'];
  readonly dragged: Dragged | null;
  readonly selected: string | null;
  readonly labelOf: (field: string) => string;
  readonly zoneName: (zone: string) => string;
  readonly onSelect: (field: string | null) => void;
  /** Moves a field and says so to those who do not see it. */
  readonly move: (field: string, to: Place, from: string) => void;
  readonly step: (field: string, zone: string, by: 1 | -1) => void;
}

/** The fields of one zone with the place where a dragged one would fall. */
export function Zone({
  zone,
  names,
  tools,
  columns,
}: {
  readonly zone: string;
  readonly names: readonly string[];
  readonly tools: CanvasTools;
  readonly columns: number;
}) {
  const { t } = useTranslation('layout');
  const { dragged, meta } = tools;
  const isOver = dragged?.zone === zone && !dragged.item.startsWith('section:');
  const drop = (
    <li key="drop" className="le-drop">
      <Icon name="plus" size={14} />
      {t('dropHere')}
    </li>
  );
  const items = names.flatMap((name) => {
    const field = fieldOf(meta, name);
    return field ? [<LayoutItem key={name} field={field} zone={zone} tools={tools} />] : [];
  });
  if (isOver) items.splice(dragged.index, 0, drop);
  return (
    <ul className={`le-zone c${columns}`} data-zone={zone} data-takes="fields">
      {items.length > 0 ? items : <li className="le-none">{t('emptyZone')}</li>}
    </ul>
  );
}

/** Palette and page: drag, or do the same by the menu of each field and the arrow keys. */
export function Canvas({ meta, state }: { readonly meta: ObjectMeta; readonly state: DraftState }) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const { layout, fields } = state.draft;
  const [selected, setSelected] = useState<string | null>(null);
  const [making, setMaking] = useState<{ readonly type: FieldType; readonly to: Place } | null>(null);
  const labelOf = (name: string) => text(fields[name]?.label ?? fieldOf(meta, name)?.label) || name;
  const zoneName = (zone: string) =>
    zone === HIGHLIGHTS ? t('highlights') : zone === OUT ? t('out') : text(layout.sections.find(({ key }) => key === zone)?.label);
  const lastPlace = (): Place => ({ zone: layout.sections.at(-1)?.key ?? OUT, index: layout.sections.at(-1)?.fields.length ?? 0 });

  const move = (field: string, to: Place, from: string) => {
    if (to.zone === HIGHLIGHTS && layout.highlights.length >= MOST_HIGHLIGHTS && !layout.highlights.includes(field)) {
      announce(t('highlightsFull'));
      return;
    }
    state.edit((before) => moveField(before, field, to, from));
    announce(t('moved', { field: labelOf(field), zone: zoneName(to.zone) }));
    focusItem(field, to.zone);
  };
  const step = (field: string, zone: string, by: 1 | -1) => {
    const next = stepField(layout, field, zone, by);
    if (next === layout) return;
    state.edit(() => next);
    const place = placesOf(next, field).find((one) => (zone === HIGHLIGHTS) === (one.zone === HIGHLIGHTS));
    if (place) announce(t('movedTo', { field: labelOf(field), zone: zoneName(place.zone), index: place.index + 1 }));
    focusItem(field, place?.zone ?? zone);
  };
  const drag = useLayoutDrag(({ item, from, zone, index }) => {
    if (zone === undefined) return;
    const [kind, name = ''] = item.split(':');
    if (kind === 'section') state.edit((before) => moveSection(before, name, index));
    else if (kind === 'new') setMaking({ type: name as FieldType, to: { zone, index } });
    else move(name, { zone, index }, from);
  });
  const tools: CanvasTools = {
    meta,
    layout,
    edit: state.edit,
    dragged: drag.dragged,
    selected,
    labelOf,
    zoneName,
    onSelect: (name) => !drag.wasDrag() && setSelected(name),
    move,
    step,
  };
  const shown = selected ? fieldOf(meta, selected) : undefined;
  return (
    <div className={drag.dragged ? 'le-edit dragging' : 'le-edit'} onPointerDown={drag.onPointerDown}>
      <Palette tools={tools} onNew={(type) => setMaking({ type, to: lastPlace() })} onPlace={(field) => move(field, lastPlace(), OUT)} />
      <div className="le-canvas">
        <section className="le-sec" aria-label={t('highlights')}>
          <header>
            <b>{t('highlights')}</b>
            <span className="sp" />
            <span className="note">{t('most', { count: MOST_HIGHLIGHTS })}</span>
          </header>
          <Zone zone={HIGHLIGHTS} names={layout.highlights} tools={tools} columns={3} />
        </section>
        <div className="le-secs" data-zone="sections" data-takes="sections">
          {layout.sections.map((section, index) => (
            <section
              key={section.key}
              className={drag.dragged?.item === `section:${section.key}` ? 'le-sec away' : 'le-sec'}
              aria-label={text(section.label)}
              data-box=""
            >
              {drag.dragged?.item.startsWith('section:') && drag.dragged.zone === 'sections' && drag.dragged.index === index && (
                <div className="le-line" />
              )}
              <SectionHead section={section} index={index} tools={tools} />
              <Zone zone={section.key} names={section.fields.map(({ name }) => name)} tools={tools} columns={section.columns ?? 2} />
            </section>
          ))}
        </div>
        <Button
          icon="plus"
          className="le-add"
          onClick={() => state.edit((before) => addSection(before, { zh: '新分组', en: 'New section' }))}
        >
          {t('addSection')}
        </Button>
        <PageParts meta={meta} state={state} />
        {shown && <FieldPanel key={shown.name} field={shown} state={state} tools={tools} onClose={() => setSelected(null)} />}
      </div>
      {drag.dragged && (
        <div className="le-ghost" ref={drag.ghost} aria-hidden="true">
          <Icon name="grip" />
          {drag.dragged.label}
        </div>
      )}
      {making && (
        <FieldDrawer
          meta={meta}
          field={null}
          startType={making.type}
          onCreated={(name) => {
            state.edit((before) => moveField(before, name, making.to));
            setSelected(name);
          }}
          onClose={() => setMaking(null)}
        />
      )}
    </div>
  );
}

function focusItem(field: string, zone: string): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-zone="${CSS.escape(zone)}"] [data-drag="field:${CSS.escape(field)}"] .le-pick`)?.focus(),
  );
}

/** The keys of a field in the layout: Alt and an arrow moves it, Delete takes it out. */
export function itemKeys(event: KeyboardEvent, field: FieldMeta, zone: string, tools: CanvasTools): void {
  if (event.key === 'Delete' || event.key === 'Backspace') {
    event.preventDefault();
    tools.move(field.name, { zone: OUT, index: 0 }, zone);
    return;
  }
  const by = ({ ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 } as const)[event.key as 'ArrowUp'];
  if (!by) return;
  event.preventDefault();
  if (event.altKey) {
    tools.step(field.name, zone, by);
    return;
  }
  const all = [...document.querySelectorAll<HTMLElement>('.le-canvas .le-pick')];
  all[all.indexOf(document.activeElement as HTMLElement) + by]?.focus();
}
