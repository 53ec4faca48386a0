import { type KeyboardEvent, useState } from 'react';
import { type FieldMeta, type Option, type OptionColor, useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useLanguage, useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { announce } from '../primitives/live-region.tsx';
import { moved } from '../settings/field/options.ts';
import { gateCount, isLive, withCategory, withRule } from './draft.ts';
import { ForecastCell } from './ForecastCell.tsx';

const COLORS: readonly OptionColor[] = ['grey', 'blue', 'green', 'amber', 'red', 'teal', 'violet', 'plum'];
const CATEGORIES = ['open', 'won', 'lost'] as const;

interface StageTableProps {
  readonly stages: readonly Option[];
  readonly isStage: boolean;
  /** Of stages of deals: what their chance of winning and their place in the forecast are kept in. */
  readonly chance: FieldMeta | undefined;
  readonly forecast: FieldMeta | undefined;
  /** Names, colours and order belong to the field; a record type only has rules. */
  readonly rulesOnly: boolean;
  readonly readOnly: boolean;
  readonly known: ReadonlySet<string>;
  readonly counts: Readonly<Record<string, number>> | undefined;
  readonly onChange: (stages: readonly Option[]) => void;
  readonly onGate: (key: string) => void;
  readonly onRetire: (option: Option) => void;
  readonly onRemove: (option: Option) => void;
}

const whole = (text: string, most: number): number | undefined => {
  const number = Number.parseInt(text, 10);
  return Number.isNaN(number) ? undefined : Math.min(most, Math.max(0, number));
};

/** The stages in order: drag or Alt+↑/↓; name, colour, meaning, chance and forecast of deals, days, and what a record needs to come in. */
export function StageTable(props: StageTableProps) {
  const { stages, isStage, chance, forecast, rulesOnly, readOnly, known, counts, onChange, onGate, onRetire, onRemove } = props;
  const { t } = useTranslation('process');
  const format = useFormat();
  const text = useLabel();
  const language = useLanguage() === 'en' ? 'en' : 'zh';
  const [dragged, setDragged] = useState<number | null>(null);
  const set = (key: string, patch: Partial<Option>) =>
    onChange(stages.map((option) => (option.key === key ? { ...option, ...patch } : option)));
  const rule = (key: string, name: 'probability' | 'usualDays' | 'limitDays', value: number | undefined) =>
    onChange(stages.map((option) => (option.key === key ? withRule(option, name, value) : option)));
  const move = (from: number, to: number) => {
    const next = moved(stages, from, to);
    if (next === stages) return;
    onChange(next);
    announce(t('moved', { name: stages[from]?.label[language] ?? '', at: to + 1 }));
  };
  const onKeys = (event: KeyboardEvent, at: number) => {
    if (rulesOnly || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(at, event.key === 'ArrowUp' ? at - 1 : at + 1);
  };
  const rename = (option: Option, to: string) =>
    set(option.key, { label: option.label.zh === option.label.en ? { zh: to, en: to } : { ...option.label, [language]: to } });
  return (
    <div className="pr-wrap">
      <table className="pr-table">
        <thead>
          <tr>
            <th scope="col">{t('col.stage')}</th>
            {isStage && <th scope="col">{t('col.category')}</th>}
            {chance && (
              <th scope="col" title={t('col.chanceTip')}>
                {t('col.chance')}
              </th>
            )}
            {forecast && <th scope="col">{text(forecast.label)}</th>}
            <th scope="col" title={t('col.usualTip')}>
              {t('col.usual')}
            </th>
            <th scope="col" title={t('col.limitTip')}>
              {t('col.limit')}
            </th>
            <th scope="col">{t('col.gate')}</th>
            <th scope="col" className="num">
              {t('col.count')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {stages.map((option, at) => {
            const name = option.label[language];
            const count = counts?.[option.key] ?? 0;
            const gates = gateCount(option);
            return (
              <tr
                key={option.key}
                className={isLive(option) ? undefined : 'off'}
                draggable={!rulesOnly}
                onDragStart={() => setDragged(at)}
                onDragOver={(event) => event.preventDefault()}
                onDrop={() => dragged !== null && move(dragged, at)}
              >
                <th scope="row">
                  {rulesOnly ? (
                    <span className="pr-name">
                      <i className={`pr-dot c-${option.color ?? 'grey'}`} />
                      {name}
                    </span>
                  ) : (
                    <span className="pr-name">
                      <Icon name="grip" />
                      <span className={`pr-color c-${option.color ?? 'grey'}`}>
                        <select
                          aria-label={t('colorOf', { name })}
                          value={option.color ?? 'grey'}
                          onChange={(event) => set(option.key, { color: event.target.value as OptionColor })}
                        >
                          {COLORS.map((color) => (
                            <option key={color} value={color}>
                              {t(`color_${color}`, { ns: 'fields' })}
                            </option>
                          ))}
                        </select>
                      </span>
                      <input
                        className="inp"
                        aria-label={t('nameOf', { at: at + 1 })}
                        maxLength={80}
                        value={name}
                        onKeyDown={(event) => onKeys(event, at)}
                        onChange={(event) => rename(option, event.target.value)}
                      />
                    </span>
                  )}
                </th>
                {isStage && (
                  <td data-label={t('col.category')}>
                    {rulesOnly ? (
                      t(`category.${option.category ?? 'open'}`)
                    ) : (
                      <select
                        className="inp"
                        aria-label={t('categoryOf', { name })}
                        value={option.category ?? 'open'}
                        onChange={(event) => onChange(withCategory(stages, option.key, event.target.value as 'open' | 'won' | 'lost'))}
                      >
                        {CATEGORIES.map((category) => (
                          <option key={category} value={category}>
                            {t(`category.${category}`)}
                          </option>
                        ))}
                      </select>
                    )}
                  </td>
                )}
                {chance && (
                  <td data-label={text(chance.label)}>
                    {option.category === 'won' || option.category === 'lost' ? (
                      format.percent(option.probability ?? 0)
                    ) : (
                      <input
                        className="inp pr-days"
                        inputMode="numeric"
                        disabled={readOnly}
                        aria-label={t('chanceOf', { name })}
                        placeholder="--"
                        value={option.probability ?? ''}
                        onChange={(event) => rule(option.key, 'probability', whole(event.target.value, 100))}
                      />
                    )}
                  </td>
                )}
                {forecast && (
                  <td data-label={text(forecast.label)}>
                    <ForecastCell
                      field={forecast}
                      stage={option}
                      name={name}
                      readOnly={rulesOnly}
                      onChange={(next) => set(option.key, next)}
                    />
                  </td>
                )}
                {(['usualDays', 'limitDays'] as const).map((key) => (
                  <td key={key} data-label={t(key === 'usualDays' ? 'col.usual' : 'col.limit')}>
                    <input
                      className="inp pr-days"
                      inputMode="numeric"
                      disabled={readOnly}
                      aria-label={t(key === 'usualDays' ? 'usualOf' : 'limitOf', { name })}
                      placeholder="--"
                      value={option[key] ?? ''}
                      onChange={(event) => rule(option.key, key, whole(event.target.value, 3650))}
                    />
                  </td>
                ))}
                <td data-label={t('col.gate')}>
                  <Button
                    size="sm"
                    kind={gates > 0 ? 'default' : 'ghost'}
                    icon={gates > 0 ? 'lock' : 'plus'}
                    disabled={readOnly}
                    onClick={() => onGate(option.key)}
                    aria-label={t('gateOf', { name })}
                  >
                    {gates > 0 ? t('gates', { count: gates }) : t('noGate')}
                  </Button>
                </td>
                <td className="num" data-label={t('col.count')}>
                  {format.number(count)}
                </td>
                <td className="act">
                  {rulesOnly ? null : known.has(option.key) ? (
                    <IconButton
                      icon={isLive(option) ? 'minus' : 'undo'}
                      label={t(isLive(option) ? 'retire' : 'unretire', { name })}
                      onClick={() => (isLive(option) ? onRetire(option) : set(option.key, { active: true }))}
                    />
                  ) : (
                    <IconButton icon="close" label={t('remove', { name })} onClick={() => onRemove(option)} />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
