import { type FieldMeta, type LayoutFieldMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Check } from '../primitives/Check.tsx';
import { Field } from '../primitives/Field.tsx';
import { Tag } from '../primitives/Tag.tsx';
import type { CanvasTools } from './Canvas.tsx';
import { fieldIn, updateField } from './draft.ts';
import type { DraftState } from './use-draft.ts';

/** One field: its names and help (everywhere), and what this layout asks of it. All of it waits for 发布. */
export function FieldPanel({
  field,
  state,
  tools,
  onClose,
}: {
  readonly field: FieldMeta;
  readonly state: DraftState;
  readonly tools: CanvasTools;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const edited = state.draft.fields[field.name];
  const label = edited?.label ?? field.label;
  const help = edited?.help ?? field.help ?? undefined;
  const placed = fieldIn(tools.layout, field.name);
  const set = (change: Partial<LayoutFieldMeta>) => state.edit((before) => updateField(before, field.name, change));
  const rename = (next: Partial<FieldMeta['label']>) =>
    state.editField(field.name, { label: { ...label, ...next }, ...(help ? { help } : {}) });
  const options = (field.options ?? []).filter((option) => option.active !== false);
  return (
    <section className="le-panel" aria-label={t('panel', { field: text(label) })}>
      <header>
        <b>{text(label)}</b>
        <span className="note">
          {field.name}
          <i className="dot" />
          {t(`type.${field.type}`, { ns: 'settings' })}
        </span>
        <span className="sp" />
        <IconButton icon="close" label={t('close', { ns: 'common' })} onClick={onClose} />
      </header>
      {!field.system && (
        <div className="le-three">
          <Field label={t('labelZh')}>
            {(control) => (
              <input
                className="inp"
                {...control}
                maxLength={80}
                value={label.zh}
                onChange={(event) => rename({ zh: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('labelEn')}>
            {(control) => (
              <input
                className="inp"
                {...control}
                maxLength={80}
                value={label.en}
                onChange={(event) => rename({ en: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('help')}>
            {(control) => (
              <input
                className="inp"
                {...control}
                maxLength={200}
                value={help ? text(help) : ''}
                onChange={(event) => state.editField(field.name, { label, help: { zh: event.target.value, en: event.target.value } })}
              />
            )}
          </Field>
        </div>
      )}
      {options.length > 0 && (
        <p className="le-opts">
          {options.slice(0, 8).map((option) => (
            <Tag key={option.key} small>
              {text(option.label)}
            </Tag>
          ))}
          {options.length > 8 && <span className="note">{t('moreOptions', { count: options.length - 8 })}</span>}
        </p>
      )}
      {placed ? (
        <>
          <div className="le-checks">
            <Check
              checked={placed.required ?? false}
              disabled={placed.readOnly}
              label={t('required')}
              onChange={(on) => set({ required: on })}
            />
            <Check
              checked={placed.readOnly ?? false}
              label={t('readOnly')}
              onChange={(on) => set(on ? { readOnly: true, required: false, requiredWhen: '' } : { readOnly: false })}
            />
          </div>
          <div className="le-two">
            <Field label={t('visibleWhen')} hint={t('conditionHint')}>
              {(control) => (
                <input
                  className="inp mono"
                  {...control}
                  maxLength={2000}
                  value={placed.visibleWhen ?? ''}
                  onChange={(event) => set({ visibleWhen: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('requiredWhen')}>
              {(control) => (
                <input
                  className="inp mono"
                  {...control}
                  maxLength={2000}
                  disabled={placed.readOnly}
                  value={placed.requiredWhen ?? ''}
                  onChange={(event) => set({ requiredWhen: event.target.value })}
                />
              )}
            </Field>
          </div>
        </>
      ) : (
        <p className="note">{t('onlyHighlight')}</p>
      )}
    </section>
  );
}
