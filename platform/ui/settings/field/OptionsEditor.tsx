import { type KeyboardEvent, useState } from 'react';
import type { Option, OptionColor } from '../../data/meta.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { Button, IconButton } from '../../primitives/Button.tsx';
import { Icon } from '../../primitives/Icon.tsx';
import { announce } from '../../primitives/live-region.tsx';
import { addLines, changed, moved } from './options.ts';

const COLORS: readonly OptionColor[] = ['grey', 'blue', 'green', 'amber', 'red', 'teal', 'violet', 'plum'];

/** Options in order: drag or Alt+↑/↓ to move, a colour each, retired ones stay readable; a pasted list adds a line each. */
export function OptionsEditor({
  options,
  known,
  onChange,
  onReplace,
}: {
  readonly options: readonly Option[];
  /** Keys that records may hold: these are retired, not removed. */
  readonly known: ReadonlySet<string>;
  readonly onChange: (options: readonly Option[]) => void;
  /** Moves the records that hold an option to another one; only of what is stored. */
  readonly onReplace?: ((option: Option) => void) | undefined;
}) {
  const { t } = useTranslation('fields');
  const language = useLanguage() === 'en' ? 'en' : 'zh';
  const [text, setText] = useState('');
  const [dragged, setDragged] = useState<number | null>(null);
  const add = (lines: string) => {
    onChange(addLines(options, lines));
    setText('');
  };
  const move = (from: number, to: number) => {
    const next = moved(options, from, to);
    if (next === options) return;
    onChange(next);
    announce(t('optionMoved', { name: options[from]?.label[language] ?? '', at: to + 1 }));
  };
  const onKeys = (event: KeyboardEvent, at: number) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(at, event.key === 'ArrowUp' ? at - 1 : at + 1);
  };
  return (
    <div className="opt-edit">
      <ol>
        {options.map((option, at) => (
          <li
            key={option.key}
            className={option.active === false ? 'off' : undefined}
            draggable
            onDragStart={() => setDragged(at)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => dragged !== null && move(dragged, at)}
          >
            <Icon name="grip" />
            <select
              className="opt-color"
              aria-label={t('optionColor', { name: option.label[language] })}
              value={option.color ?? 'grey'}
              onChange={(event) => onChange(changed(options, at, { color: event.target.value as OptionColor }))}
            >
              {COLORS.map((color) => (
                <option key={color} value={color}>
                  {t(`color_${color}`)}
                </option>
              ))}
            </select>
            <input
              className="inp"
              aria-label={t('optionName', { at: at + 1 })}
              maxLength={80}
              value={option.label[language]}
              onKeyDown={(event) => onKeys(event, at)}
              onChange={(event) =>
                onChange(
                  changed(options, at, {
                    label:
                      option.label.zh === option.label.en
                        ? { zh: event.target.value, en: event.target.value }
                        : { ...option.label, [language]: event.target.value },
                  }),
                )
              }
            />
            {onReplace && known.has(option.key) && (
              <IconButton icon="transfer" label={t('optionReplace', { name: option.label[language] })} onClick={() => onReplace(option)} />
            )}
            {known.has(option.key) ? (
              <IconButton
                icon={option.active === false ? 'undo' : 'minus'}
                label={t(option.active === false ? 'optionOn' : 'optionOff', { name: option.label[language] })}
                onClick={() => onChange(changed(options, at, { active: option.active === false }))}
              />
            ) : (
              <IconButton
                icon="close"
                label={t('optionRemove', { name: option.label[language] })}
                onClick={() => onChange(options.filter((_, index) => index !== at))}
              />
            )}
          </li>
        ))}
      </ol>
      <div className="row">
        <textarea
          className="inp"
          rows={text.includes('\n') ? 4 : 1}
          aria-label={t('optionAdd')}
          placeholder={t('optionAddHint')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            add(text);
          }}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text');
            if (!pasted.includes('\n')) return;
            event.preventDefault();
            add(pasted);
          }}
        />
        <Button onClick={() => add(text)}>{t('add')}</Button>
      </div>
    </div>
  );
}
