import type { FieldMeta } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { fieldIcon } from '../settings/field-type.ts';
import { type CanvasTools, itemKeys } from './Canvas.tsx';
import { fieldIn, HIGHLIGHTS, OUT } from './draft.ts';

/** A field as it lies in the layout: press to set it up, drag it, or move it by keys and menu. */
export function LayoutItem({ field, zone, tools }: { readonly field: FieldMeta; readonly zone: string; readonly tools: CanvasTools }) {
  const { t } = useTranslation('layout');
  const { layout, dragged, selected, labelOf, zoneName } = tools;
  const name = labelOf(field.name);
  const own = zone === HIGHLIGHTS ? undefined : fieldIn(layout, field.name);
  const isAway = dragged?.item === `field:${field.name}` && dragged.from === zone;
  const zones = [HIGHLIGHTS, ...layout.sections.map(({ key }) => key)].filter((one) => one !== zone);
  const end = (to: string) =>
    to === HIGHLIGHTS ? layout.highlights.length : (layout.sections.find(({ key }) => key === to)?.fields.length ?? 0);
  return (
    <li
      className={`le-item${selected === field.name && zone !== HIGHLIGHTS ? ' on' : ''}${isAway ? ' away' : ''}`}
      data-drag={`field:${field.name}`}
      data-from={zone}
      data-label={name}
      data-box=""
    >
      <Icon name="grip" className="grip" />
      <button
        type="button"
        className="le-pick"
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
        title={t('itemHint')}
        onClick={() => tools.onSelect(field.name)}
        onKeyDown={(event) => itemKeys(event, field, zone, tools)}
      >
        <Icon name={fieldIcon(field)} />
        <span className="ell">{name}</span>
      </button>
      {own?.visibleWhen && (
        <span className="note" title={own.visibleWhen}>
          {t('conditional')}
        </span>
      )}
      {(own?.required || field.required) && <span className="req">{t('required')}</span>}
      {own?.readOnly && <span className="note">{t('readOnly')}</span>}
      <span data-nodrag="">
        <Menu
          label={t('itemMenu', { field: name })}
          align="end"
          groups={[
            {
              key: 'move',
              title: t('moveTo'),
              items: zones.map((to) => ({
                key: to,
                label: zoneName(to),
                onSelect: () => tools.move(field.name, { zone: to, index: end(to) }, zone),
              })),
            },
            {
              key: 'do',
              items: [
                { key: 'set', label: t('setUp'), icon: 'settings', onSelect: () => tools.onSelect(field.name) },
                {
                  key: 'out',
                  label: t('takeOut'),
                  icon: 'close',
                  onSelect: () => tools.move(field.name, { zone: OUT, index: 0 }, zone),
                },
              ],
            },
          ]}
        >
          {(props) => (
            <button type="button" {...props} className="ib sm" aria-label={t('itemMenu', { field: name })}>
              <Icon name="more" size={14} />
            </button>
          )}
        </Menu>
      </span>
    </li>
  );
}
