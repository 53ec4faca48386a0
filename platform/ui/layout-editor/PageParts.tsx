import type { ReactNode } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { panelsOf, type WebPanel } from '../module.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import type { LayoutBody } from './draft.ts';
import type { DraftState } from './use-draft.ts';

type Button = NonNullable<LayoutBody['buttons']>[number];
const PLACES: readonly Button['place'][] = ['primary', 'secondary', 'menu', 'hidden'];

/** A list with one entry a step further up or down. */
export function stepped<T>(list: readonly T[], index: number, by: 1 | -1): readonly T[] {
  const to = index + by;
  const [item, other] = [list[index], list[to]];
  if (item === undefined || other === undefined) return list;
  return list.map((one, at) => (at === index ? other : at === to ? item : one));
}

/** Related lists, panels and buttons of the page: order, and what is shown. */
export function PageParts({ meta, state }: { readonly meta: ObjectMeta; readonly state: DraftState }) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const { layout } = state.draft;
  const lists = meta.related ?? [];
  const known = (layout.related ?? []).filter(({ list }) => lists.some((one) => one.name === list));
  const related = [...known, ...lists.filter((one) => known.every(({ list }) => list !== one.name)).map((one) => ({ list: one.name }))];
  const actions = meta.actions ?? [];
  const placeOf = (action: string, isPrimary: boolean): Button['place'] =>
    layout.buttons?.find((one) => one.action === action)?.place ?? (isPrimary ? 'secondary' : 'menu');
  const panels = panelsOf(meta.name).filter((panel) => panel.place !== 'tab' && (panel.when?.(meta) ?? true));
  const order = [...(layout.panels ?? []), ...panels.map((panel) => panel.id)].filter(
    (id, at, all) => all.indexOf(id) === at && panels.some((panel) => panel.id === id),
  );
  const arrows = (name: string, index: number, length: number, move: (by: 1 | -1) => void) => (
    <>
      <IconButton icon="up" label={t('partUp', { name })} disabled={index === 0} onClick={() => move(-1)} />
      <IconButton icon="down" label={t('partDown', { name })} disabled={index === length - 1} onClick={() => move(1)} />
    </>
  );
  return (
    <>
      {related.length > 0 && (
        <section className="le-sec" aria-label={t('related')}>
          <header>
            <b>{t('related')}</b>
          </header>
          <ul className="le-rows">
            {related.map((entry, index) => {
              const list = lists.find((one) => one.name === entry.list);
              const name = text(list?.label);
              const hidden = 'hidden' in entry && entry.hidden === true;
              return (
                <li key={entry.list}>
                  <Check
                    checked={!hidden}
                    label={name}
                    onChange={() =>
                      state.edit((before) => ({
                        ...before,
                        related: related.map((one) => (one === entry ? { ...one, hidden: !hidden } : one)),
                      }))
                    }
                  />
                  <span className="sp" />
                  {arrows(name, index, related.length, (by) =>
                    state.edit((before) => ({ ...before, related: stepped(related, index, by) })),
                  )}
                </li>
              );
            })}
          </ul>
        </section>
      )}
      {actions.length > 0 && (
        <section className="le-sec" aria-label={t('buttons')}>
          <header>
            <b>{t('buttons')}</b>
          </header>
          <ul className="le-rows">
            {actions.map((action) => (
              <li key={action.name}>
                <span className="ell">{text(action.label)}</span>
                <span className="sp" />
                <select
                  className="inp"
                  aria-label={t('buttonPlace', { name: text(action.label) })}
                  value={placeOf(action.name, action.primary === true)}
                  onChange={(event) =>
                    state.edit((before) => ({
                      ...before,
                      buttons: [
                        ...(before.buttons ?? []).filter((one) => one.action !== action.name),
                        { action: action.name, place: event.target.value as Button['place'] },
                      ],
                    }))
                  }
                >
                  {PLACES.map((place) => (
                    <option key={place} value={place}>
                      {t(`button.${place}`)}
                    </option>
                  ))}
                </select>
              </li>
            ))}
          </ul>
        </section>
      )}
      {order.length > 1 && <PanelRows panels={panels} order={order} state={state} arrows={arrows} />}
    </>
  );
}

/** Panels of modules: order, and which of them these roles get. */
function PanelRows({
  panels,
  order,
  state,
  arrows,
}: {
  readonly panels: readonly WebPanel[];
  readonly order: readonly string[];
  readonly state: DraftState;
  readonly arrows: (name: string, index: number, length: number, move: (by: 1 | -1) => void) => ReactNode;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const hidden = state.draft.layout.hiddenPanels ?? [];
  const toggle = (id: string) =>
    state.edit((before) => ({ ...before, hiddenPanels: hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id] }));
  return (
    <section className="le-sec" aria-label={t('panels')}>
      <header>
        <b>{t('panels')}</b>
      </header>
      <ul className="le-rows">
        {order.map((id, index) => {
          const name = text(panels.find((panel) => panel.id === id)?.label);
          return (
            <li key={id}>
              <Check checked={!hidden.includes(id)} label={name} onChange={() => toggle(id)} />
              <span className="sp" />
              {arrows(name, index, order.length, (by) => state.edit((before) => ({ ...before, panels: stepped(order, index, by) })))}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
