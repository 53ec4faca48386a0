import { useRef, useState } from 'react';
import { useFields } from '../cells/fields.ts';
import { type ObjectMeta, textOf } from '../data/meta.ts';
import type { Condition } from '../data/records.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Popover } from '../primitives/Popover.tsx';
import { ConditionEditor } from './ConditionEditor.tsx';
import { FieldPicker } from './FieldPicker.tsx';
import { sameFilter } from './grammar.ts';
import { firstCondition, isComplete } from './operators.ts';

export interface ChipPopoverProps {
  readonly meta: ObjectMeta;
  readonly anchor: HTMLElement | null;
  /** Null: a new one, whose field is chosen first. */
  readonly condition: Condition | null;
  readonly titleOf: (id: string) => string | undefined;
  readonly onClose: () => void;
  /** The condition as it is to be; null takes it away. */
  readonly onDone: (condition: Condition | null) => void;
  readonly onText?: ((text: string) => void) | undefined;
}

/** Field → operator → value. A press outside and Enter apply, Esc forgets. */
export function ChipPopover({ meta, anchor, condition, titleOf, onClose, onDone, onText }: ChipPopoverProps) {
  const { t } = useTranslation('filter');
  const language = useLanguage();
  const [draft, setDraft] = useState<Condition | null>(condition);
  const [picked, setPicked] = useState<string | null>(condition?.field ?? null);
  const field = useFields(meta, picked ? [picked] : []).get(picked ?? '');
  const current = draft ?? (field ? firstCondition(field) : null);
  const escaped = useRef(false);
  const apply = (next: Condition | null) => {
    if (next && isComplete(next) && !(condition && sameFilter(next, condition))) onDone(next);
    else onClose();
  };
  return (
    <Popover
      key={picked ? 'value' : 'field'}
      anchor={anchor}
      label={field ? textOf(field.label, language) : t('add')}
      className="fpop"
      onClose={() => (escaped.current ? onClose() : apply(draft))}
      onKeys={(event) => {
        if (event.key === 'Escape') escaped.current = true;
      }}
    >
      {field && current ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            apply(current);
          }}
        >
          <h2>{textOf(field.label, language)}</h2>
          <ConditionEditor field={field} condition={current} onChange={setDraft} titleOf={titleOf} />
          <footer>
            {condition && (
              <Button size="sm" kind="ghost" onClick={() => onDone(null)}>
                {t('delete')}
              </Button>
            )}
            <span className="sp" />
            <Button size="sm" kind="primary" type="submit" disabled={!isComplete(current)}>
              {t('apply')}
            </Button>
          </footer>
        </form>
      ) : (
        !picked && <FieldPicker meta={meta} onPick={setPicked} onText={onText} />
      )}
    </Popover>
  );
}
