import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef } from 'react';
import { nextStepCell, renderCell } from '../cells/cell.tsx';
import { type CellTools, isEmpty } from '../cells/text.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, titleOf, useLabel } from '../data/meta.ts';
import { isReference, type RecordData } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { AccountMark, Avatar } from '../primitives/Avatar.tsx';
import { Button } from '../primitives/Button.tsx';

const MOST_FACTS = 3;

/** Values that say by themselves what they are; of all others the name of the field stands before them. */
const speaking: ReadonlySet<string> = new Set(['text', 'picklist', 'multiPicklist', 'tags', 'stage', 'phone', 'email', 'url', 'address']);
const needsName = ({ type, countdown }: FieldMeta) => !speaking.has(type) && countdown !== true;

/** Title, who, the figure, a few facts, what comes next. */
export function Cards({
  meta,
  rows,
  columns,
  tools,
}: {
  readonly meta: ObjectMeta;
  readonly rows: readonly RecordData[];
  readonly columns: readonly FieldMeta[];
  readonly tools: CellTools;
}) {
  const navigate = useNavigate();
  const text = useLabel();
  const of = (test: (field: FieldMeta) => boolean) => columns.find((field) => field.name !== meta.title && test(field));
  const who = of((field) => field.type === 'lookup' && !field.many);
  const figure = of((field) => field.type === 'currency');
  const owner = of((field) => field.type === 'user');
  const hasNext = columns.some((field) => field.name === 'nextStep');
  const taken = new Set([meta.title, who?.name, figure?.name, owner?.name, 'nextStep', 'nextStepOn']);
  const card = (meta.list?.card ?? []).flatMap((name) => fieldOf(meta, name) ?? []);
  const facts = [...new Set([...card, ...columns])].filter((field) => !taken.has(field.name)).slice(0, Math.max(MOST_FACTS, card.length));
  // one amount is the figure; of several nobody knows which is which
  const amounts = [figure, ...facts].filter((field) => field?.type === 'currency').length;
  const nameOf = (field: FieldMeta) => <span className="of">{text(field.label)}</span>;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: one handler for the links of all cards, which answer keys themselves
    <ul
      className="pcards"
      onClick={(event) => {
        const href = (event.target as Element).closest('a')?.getAttribute('href');
        if (!href?.startsWith('/') || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        void navigate({ to: href });
      }}
    >
      {rows.map((record) => {
        const account = who && record[who.name];
        const person = owner && record[owner.name];
        return (
          <li key={record.id}>
            <a className="pcard" href={paths.record(meta.name, record.id)}>
              <b>{titleOf(meta, record) || '--'}</b>
              {isReference(account) && (
                <span className="ref sub">
                  <AccountMark name={account.title} size={18} />
                  <span className="ell">{account.title}</span>
                </span>
              )}
              <span className="facts">
                {figure && !isEmpty(record[figure.name]) && (
                  <strong>
                    {amounts > 1 && nameOf(figure)}
                    {renderCell(figure, record[figure.name], record, tools)}
                  </strong>
                )}
                {facts
                  .filter((field) => !isEmpty(record[field.name]) && String(record[field.name]) !== titleOf(meta, record))
                  .map((field) => (
                    <span key={field.name} className="fact">
                      {needsName(field) && nameOf(field)}
                      {field.type === 'phone' || field.type === 'email' || field.type === 'url'
                        ? String(record[field.name])
                        : renderCell(
                            { ...field, type: field.type === 'lookup' ? 'text' : field.type },
                            isReference(record[field.name]) ? (record[field.name] as { title: string }).title : record[field.name],
                            record,
                            tools,
                          )}
                    </span>
                  ))}
                {isReference(person) && (
                  <span className="own" title={person.title}>
                    <Avatar name={person.title} size={24} />
                    <span className="vh">{person.title}</span>
                  </span>
                )}
              </span>
              {hasNext && !(isEmpty(record['nextStep']) && isEmpty(record['nextStepOn'])) && (
                <span className="pnext">{nextStepCell(record, tools)}</span>
              )}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** Loads on when its end comes into sight; the button is for those who do not scroll. */
export function More({ hasMore, busy, onMore }: { readonly hasMore: boolean; readonly busy: boolean; readonly onMore: () => void }) {
  const { t } = useTranslation('list');
  const end = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(() => {
    if (!busy) onMore();
  });
  useEffect(() => {
    const element = end.current;
    if (!element || !hasMore) return;
    const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), { rootMargin: '600px' });
    watch.observe(element);
    return () => watch.disconnect();
  }, [hasMore]);
  return (
    <div ref={end} className="pmore">
      {hasMore ? (
        <Button onClick={onMore} busy={busy}>
          {t('phone.more')}
        </Button>
      ) : (
        <span className="sub">{t('phone.end')}</span>
      )}
    </div>
  );
}
