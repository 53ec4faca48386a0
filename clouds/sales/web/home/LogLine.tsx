import { Button, Icon, iconOr, Menu, useFormat, useLabel, useObject, useTranslation } from '@huanke/platform/ui';
import { splitNextStep, TYPE_ICONS } from '@huanke/platform/ui/timeline';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Target } from './types.ts';
import { useDoing } from './use-doing.ts';

const TYPES = ['call', 'visit', 'message', 'email', 'meeting', 'note'];

/** One line: what happened, and in the same line what comes next. Enter saves. */
export function LogLine({
  target,
  primary = false,
  autoFocus = false,
  onDone,
}: {
  readonly target: Target;
  readonly primary?: boolean;
  readonly autoFocus?: boolean;
  readonly onDone?: () => void;
}) {
  const { t } = useTranslation('sales');
  const label = useLabel();
  const format = useFormat();
  const { busy, log, mayLog } = useDoing();
  const options = useObject('activity').data?.fields.find((field) => field.name === 'type')?.options ?? [];
  const types = TYPES.flatMap((key) => options.find((option) => option.key === key && option.active !== false) ?? []);
  const [type, setType] = useState('call');
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  const chosen = types.find((option) => option.key === type);
  const { next, on } = splitNextStep(text, format.date(new Date()));
  if (!mayLog) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return input.current?.focus();
    void log(target, type, text).then((saved) => {
      if (!saved) return;
      setText('');
      onDone?.();
    });
  };
  return (
    <form className="logl" onSubmit={submit}>
      <Menu
        label={t('home.type')}
        groups={[
          {
            key: 'types',
            items: types.map((option) => ({
              key: option.key,
              label: label(option.label),
              checked: option.key === type,
              onSelect: () => {
                setType(option.key);
                input.current?.focus();
              },
            })),
          },
        ]}
      >
        {(props) => (
          <button {...props} type="button" className="btn" aria-label={`${t('home.type')} ${chosen ? label(chosen.label) : ''}`}>
            <Icon name={iconOr(TYPE_ICONS[type], 'activity')} />
            <Icon name="down" size={14} />
          </button>
        )}
      </Menu>
      <div className="tx">
        <input
          ref={input}
          className="inp"
          value={text}
          maxLength={2_000}
          aria-label={t('home.log')}
          placeholder={t('home.logHint')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            // Enter while an input method composes chooses the candidate.
            if (event.key === 'Enter' && event.nativeEvent.isComposing) event.preventDefault();
            if (event.key === 'Escape') onDone?.();
          }}
        />
        {text.trim() && (
          <p className={next ? 'nx on' : 'nx'} aria-live="polite">
            <Icon name="next" size={14} />
            {next
              ? `${next}${on ? ` · ${format.day(on)}` : ''}`
              : t(target.deal ? 'home.noNext' : target.lead ? 'home.noNextLead' : 'home.noNextTask')}
          </p>
        )}
      </div>
      <Button type="submit" kind={primary ? 'primary' : 'default'} busy={busy}>
        {t('home.save')}
      </Button>
    </form>
  );
}
