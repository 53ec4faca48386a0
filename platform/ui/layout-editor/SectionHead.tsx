import { useRef, useState } from 'react';
import { type LayoutSectionMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Popover } from '../primitives/Popover.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import type { CanvasTools } from './Canvas.tsx';
import { moveSection, removeSection, updateSection } from './draft.ts';

/** Name of a section, what is set on it, and its settings behind the gear. */
export function SectionHead({
  section,
  index,
  tools,
}: {
  readonly section: LayoutSectionMeta;
  readonly index: number;
  readonly tools: CanvasTools;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const anchor = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const { edit, layout } = tools;
  const name = text(section.label);
  const set = (change: Partial<LayoutSectionMeta>) => edit((before) => updateSection(before, section.key, change));
  return (
    <header data-drag={`section:${section.key}`} data-label={name}>
      <Icon name="grip" className="grip" />
      <b>{name}</b>
      <span className="sp" />
      <span className="note">
        {t('columns', { count: section.columns ?? 2 })}
        {section.collapsed && (
          <>
            <i className="dot" />
            {t('collapsed')}
          </>
        )}
        {section.visibleWhen && (
          <span title={section.visibleWhen}>
            <i className="dot" />
            {t('sectionWhen')}
          </span>
        )}
      </span>
      <span data-nodrag="" className="row" ref={anchor}>
        <IconButton
          icon="up"
          label={t('sectionUp', { name })}
          disabled={index === 0}
          onClick={() => edit((before) => moveSection(before, section.key, index - 1))}
        />
        <IconButton
          icon="down"
          label={t('sectionDown', { name })}
          disabled={index === layout.sections.length - 1}
          onClick={() => edit((before) => moveSection(before, section.key, index + 2))}
        />
        <IconButton icon="settings" label={t('sectionSet', { name })} aria-expanded={open} onClick={() => setOpen(!open)} />
      </span>
      {open && (
        <Popover anchor={anchor.current} onClose={() => setOpen(false)} label={t('sectionSet', { name })} align="end" className="le-pop">
          <div data-nodrag="" className="set-form">
            <Field label={t('nameZh')}>
              {(control) => (
                <input
                  className="inp"
                  {...control}
                  maxLength={60}
                  value={section.label.zh}
                  onChange={(event) => set({ label: { ...section.label, zh: event.target.value } })}
                />
              )}
            </Field>
            <Field label={t('nameEn')}>
              {(control) => (
                <input
                  className="inp"
                  {...control}
                  maxLength={60}
                  value={section.label.en}
                  onChange={(event) => set({ label: { ...section.label, en: event.target.value } })}
                />
              )}
            </Field>
            <Segmented
              label={t('columnsLabel')}
              value={String(section.columns ?? 2)}
              segments={[
                { value: '1', label: t('columns', { count: 1 }) },
                { value: '2', label: t('columns', { count: 2 }) },
              ]}
              onChange={(value) => set({ columns: value === '1' ? 1 : 2 })}
            />
            <Check checked={section.collapsed ?? false} label={t('collapse')} onChange={(on) => set({ collapsed: on })} />
            <Field label={t('visibleWhen')} hint={t('conditionHint')}>
              {(control) => (
                <textarea
                  className="inp mono"
                  {...control}
                  rows={2}
                  maxLength={2000}
                  value={section.visibleWhen ?? ''}
                  onChange={(event) => set({ visibleWhen: event.target.value })}
                />
              )}
            </Field>
            <button
              type="button"
              className="btn danger"
              onClick={() => {
                setOpen(false);
                edit((before) => removeSection(before, section.key));
              }}
            >
              {t('removeSection')}
            </button>
          </div>
        </Popover>
      )}
    </header>
  );
}
