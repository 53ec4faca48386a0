import { type KeyboardEvent, useRef } from 'react';
import { type FieldMeta, type Option, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Icon } from '../primitives/Icon.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { Ring } from '../primitives/Ring.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { useRecordPage } from './page-state.ts';
import { endingOf, mayMove, missingFor, nextStage, type Step, stayNote } from './stage.ts';

interface PathProps {
  readonly field: FieldMeta;
  readonly steps: readonly Step[];
  readonly onMove: (to: Option) => void;
}

/** The process as arrows: done with their days, the current one with its ring and usual days, then what is to come. */
export function StagePath({ field, steps, onMove }: PathProps) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { record, canEdit } = useRecordPage();
  const bar = useRef<HTMLOListElement>(null);
  const at = steps.findIndex((step) => step.state === 'current');
  const off = field.options?.find((option) => option.key === record[field.name] && steps.every((step) => step.option.key !== option.key));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...(bar.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    buttons[buttons.indexOf(document.activeElement as HTMLElement) + step]?.focus();
  };
  // Stages beside the path (lost, on hold) and back, for hand and keyboard alike.
  const others = (field.options ?? []).filter(
    (option) => mayMove(field, record[field.name], option) && steps.every((step) => step.option.key !== option.key),
  );
  return (
    <div className="pathrow">
      <ol className="path" ref={bar} aria-label={text(field.label)} onKeyDown={onKeyDown}>
        {steps.map((step, index) => {
          const { option, state, days, isLate, isOver } = step;
          const name = text(option.label);
          const isOpen = canEdit && mayMove(field, record[field.name], option);
          const stay = stayNote(step);
          return (
            <li key={option.key} className={`${state}${isOver ? ' over' : isLate ? ' late' : ''}`}>
              <button
                type="button"
                aria-current={state === 'current' ? 'step' : undefined}
                aria-disabled={!isOpen || undefined}
                title={isOpen ? t('moveTo', { stage: name }) : undefined}
                onClick={() => isOpen && onMove(option)}
              >
                {state === 'done' && <Icon name="check" size={14} />}
                {state === 'current' && <Ring steps={steps.length} done={index + 1} />}
                <span className="ell">{name}</span>
                {days !== null && state !== 'next' && (
                  <em>
                    {t('days', { count: days })}
                    {stay && (
                      <>
                        <i className="dot" />
                        {t(stay.key, { count: stay.count })}
                      </>
                    )}
                  </em>
                )}
              </button>
            </li>
          );
        })}
      </ol>
      {off && <Tag tone={off.category === 'lost' ? 'bad' : 'neutral'}>{text(off.label)}</Tag>}
      {canEdit && others.length > 0 && at >= 0 && (
        <Menu
          label={t('otherStages')}
          align="end"
          groups={[
            {
              key: 'others',
              items: others.map((option) => ({ key: option.key, label: text(option.label), onSelect: () => onMove(option) })),
            },
          ]}
        >
          {(props) => (
            <button type="button" {...props} className="ib" aria-label={t('otherStages')} title={t('otherStages')}>
              <Icon name="more" />
            </button>
          )}
        </Menu>
      )}
    </div>
  );
}

/** What the next stage still lacks, each a way to its field; and that nothing is missing. */
export function StageNeeds({ field }: { readonly field: FieldMeta }) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, record, canEdit, jump } = useRecordPage();
  const next = nextStage(field, record[field.name]);
  if (!next) return null;
  const missing = missingFor(meta, next, record);
  // an end that is an action asks for more than the stage does: nothing is promised
  const met = (next.requires?.length ?? 0) > 0 && missing.length === 0 && !endingOf(meta, next);
  if (missing.length === 0 && !met) return null;
  return (
    <div className="need">
      {met ? (
        <span className="tickline">
          <Icon name="check" size={14} />
          {t('needsMet', { stage: text(next.label) })}
        </span>
      ) : (
        <>
          <Icon name="warn" size={14} />
          <span>{t('needs', { stage: text(next.label), count: missing.length })}</span>
          {missing.map((one) => (
            <button key={one.name} type="button" disabled={!canEdit} onClick={() => jump(one.name)}>
              {text(one.label)}
            </button>
          ))}
        </>
      )}
    </div>
  );
}
