import { fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { fieldIcon } from '../settings/field-type.ts';
import { stepped } from './PageParts.tsx';
import type { DraftState } from './use-draft.ts';

export type ListTab = 'listColumns' | 'compactFields' | 'boardFields' | 'searchFields';
const MOST: Readonly<Record<ListTab, number>> = { listColumns: 50, compactFields: 6, boardFields: 6, searchFields: 3 };

/** The fields of a list, a card or a search result, in order; none = as shipped. */
export function FieldLists({ meta, state, tab }: { readonly meta: ObjectMeta; readonly state: DraftState; readonly tab: ListTab }) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const chosen = state.draft.layout[tab] ?? [];
  const set = (next: readonly string[]) => state.edit((layout) => ({ ...layout, [tab]: next }));
  const rest = meta.fields.filter((field) => !chosen.includes(field.name) && !['id', 'version', 'externalId'].includes(field.name));
  return (
    <div className="le-lists">
      <section className="le-sec" aria-label={t(`tab.${tab}`)}>
        <header>
          <b>{t(`tab.${tab}`)}</b>
          <span className="sp" />
          <span className="note">{chosen.length === 0 ? t('asShipped') : t('most', { count: MOST[tab] })}</span>
        </header>
        <ul className="le-rows">
          {chosen.map((name, index) => {
            const field = fieldOf(meta, name);
            const label = text(field?.label) || name;
            return (
              <li key={name}>
                {field && <Icon name={fieldIcon(field)} />}
                <span className="ell">{label}</span>
                <span className="sp" />
                <IconButton
                  icon="up"
                  label={t('partUp', { name: label })}
                  disabled={index === 0}
                  onClick={() => set(stepped(chosen, index, -1))}
                />
                <IconButton
                  icon="down"
                  label={t('partDown', { name: label })}
                  disabled={index === chosen.length - 1}
                  onClick={() => set(stepped(chosen, index, 1))}
                />
                <IconButton
                  icon="close"
                  label={t('takeOutOf', { field: label })}
                  onClick={() => set(chosen.filter((one) => one !== name))}
                />
              </li>
            );
          })}
          {chosen.length === 0 && <li className="le-none">{t(`none.${tab}`)}</li>}
        </ul>
        {chosen.length === 0 && tab === 'listColumns' && (
          <Button size="sm" onClick={() => set((meta.listColumns ?? []).slice(0, MOST[tab]))}>
            {t('fromShipped')}
          </Button>
        )}
      </section>
      <section className="le-sec" aria-label={t('others')}>
        <header>
          <b>{t('others')}</b>
        </header>
        <ul className="le-chips">
          {rest.map((field) => (
            <li key={field.name}>
              <button type="button" disabled={chosen.length >= MOST[tab]} onClick={() => set([...chosen, field.name])}>
                <Icon name="plus" size={14} />
                {text(field.label)}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
