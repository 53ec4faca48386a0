import { useState } from 'react';
import { type Label, useLabel, useObjects } from '../../data/meta.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';
import { Icon } from '../../primitives/Icon.tsx';
import { Tag, type Tone } from '../../primitives/Tag.tsx';
import type { ChangeKind, Outcome, PlanItem } from './data.ts';
import { linesOf } from './difference.ts';
import './packages.css';

const TONES: Readonly<Record<ChangeKind, Tone>> = {
  new: 'ok',
  changed: 'brand',
  same: 'neutral',
  kept: 'warn',
  conflict: 'bad',
  removed: 'bad',
};
const KINDS = ['conflict', 'kept', 'new', 'changed', 'removed', 'same'] as const;

/** How many of which change, and what speaks against it. */
export function PlanHead({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const { counts, missing } = outcome;
  return (
    <>
      <p className="pkg-counts">
        {KINDS.filter((kind) => counts[kind] > 0).map((kind) => (
          <Tag key={kind} tone={TONES[kind]}>
            {t(`count.${kind}`, { count: counts[kind] })}
          </Tag>
        ))}
      </p>
      {missing.length > 0 && (
        <div className="alert bad" role="alert">
          <Icon name="warn" />
          <span>
            {t('missing')}
            <ul>
              {missing.slice(0, 8).map((one) => (
                <li key={one.place}>{text(one.message)}</li>
              ))}
            </ul>
          </span>
        </div>
      )}
      {counts.conflict > 0 && (
        <p className="alert bad" role="alert">
          <Icon name="warn" />
          <span>{t('conflicts', { count: counts.conflict })}</span>
        </p>
      )}
    </>
  );
}

function Difference({ item }: { readonly item: PlanItem }) {
  const { t } = useTranslation('packages');
  const language = useLanguage();
  const lines = linesOf(item, { language, t: (key, values = {}) => t(key as 'yes', values) });
  if (lines.length === 0) return null;
  return (
    <dl className="pkg-diff">
      {lines.map((line) => (
        <div key={line.property}>
          <dt>{line.property}</dt>
          <dd>
            {line.was !== null && <del>{line.was}</del>}
            {line.was !== null && <Icon name="right" size={12} />}
            <ins>{line.is}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ItemLine({
  item,
  taken,
  onTake,
}: {
  readonly item: PlanItem;
  readonly taken: boolean;
  readonly onTake: ((take: boolean) => void) | undefined;
}) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const name = item.label ? text(item.label) : item.name;
  return (
    <li className="pkg-item">
      <div className="head">
        <Tag tone={TONES[item.change]} small>
          {t(`change.${item.change}`)}
        </Tag>
        <b>{name}</b>
        <span className="note">{item.kindLabel ? text(item.kindLabel) : t(`kind.${item.kind}`)}</span>
        {item.change === 'kept' && onTake && (
          <label className="take">
            <input type="checkbox" className="cb" checked={taken} onChange={(event) => onTake(event.target.checked)} />
            {t('take')}
          </label>
        )}
      </div>
      {item.reason && <p className="note">{text(item.reason)}</p>}
      {(item.change === 'changed' || item.change === 'kept' || item.change === 'conflict') && <Difference item={item} />}
    </li>
  );
}

/** New fields of one object in a line: their names say enough. */
function NewFields({ items }: { readonly items: readonly PlanItem[] }) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const language = useLanguage();
  const names = items.map((item) => (item.label ? text(item.label) : item.name));
  return (
    <li className="pkg-item">
      <div className="head">
        <Tag tone="ok" small>
          {t('change.new')}
        </Tag>
        <span>{t('fields', { count: items.length, names: names.join(language === 'en' ? ', ' : '、') })}</span>
      </div>
    </li>
  );
}

/** Everything an installation would do, object by object. What stays as it is, is only counted. */
export function PlanView({
  items,
  take,
  onTake,
}: {
  readonly items: readonly PlanItem[];
  readonly take?: ReadonlySet<string>;
  readonly onTake?: (key: string, take: boolean) => void;
}) {
  const { t } = useTranslation('packages');
  const text = useLabel();
  const objects = useObjects().data;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const shown = items.filter((item) => item.change !== 'same');
  const groups = Map.groupBy(shown, (item) => item.object);
  const titleOf = (object: string): string => {
    if (object === '') return t('whole');
    const own = items.find((item) => item.kind === 'object' && item.name === object)?.label;
    const known: Label | undefined = own ?? objects?.find((one) => one.name === object)?.label;
    return known ? text(known) : object;
  };
  return [...groups].map(([object, own]) => {
    const fields = own.filter((item) => item.kind === 'field' && item.change === 'new');
    const folded = fields.length > 1 && !open.has(object);
    const rest = folded ? own.filter((item) => !fields.includes(item)) : own;
    return (
      <section key={object} className="pkg-group" aria-label={titleOf(object)}>
        <h3>{titleOf(object)}</h3>
        <ul>
          {rest.map((item) => (
            <ItemLine
              key={item.key}
              item={item}
              taken={take?.has(item.key) ?? false}
              onTake={onTake && ((on: boolean) => onTake(item.key, on))}
            />
          ))}
          {folded && <NewFields items={fields} />}
        </ul>
        {folded && (
          <button type="button" className="link" onClick={() => setOpen(new Set([...open, object]))}>
            {t('details')}
          </button>
        )}
      </section>
    );
  });
}
