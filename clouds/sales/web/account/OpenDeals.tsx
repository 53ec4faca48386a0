import type { ObjectMeta, RecordData } from '@huanke/platform/ui';
import {
  Button,
  fieldOf,
  listLink,
  NextStep,
  openCreate,
  paths,
  Ring,
  useFormat,
  useLabel,
  useObject,
  useRecordQuery,
} from '@huanke/platform/ui';
import { stageProgress } from '@huanke/platform/ui/cells';
import { Link } from '@tanstack/react-router';
import { filters, stagesOf } from './figures.ts';
import { texts } from './texts.ts';
import './account.css';

/** 在谈商机: name, stage, amount, next step; the largest first. */
export function OpenDeals({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const format = useFormat();
  const deal = useObject('opportunity').data;
  const stage = fieldOf(deal, 'stage');
  const filter = filters.deals(record.id, stagesOf(stage?.options, 'open'));
  const { data } = useRecordQuery(
    'opportunity',
    {
      fields: ['name', 'stage', 'amount', 'currency', 'nextStep', 'nextStepOn'],
      filter,
      sort: [{ field: 'amount', direction: 'desc' }],
      limit: 5,
    },
    { enabled: stage !== undefined },
  );
  if (!deal || !stage || !data) return null;
  const deals = data.pages[0]?.records ?? [];
  const parent = { id: record.id, title: String(record[object.title] ?? '') };
  return (
    <section className="deals" aria-label={text(texts.open)}>
      <h2>
        {text(texts.open)}
        <span className="sp" />
        <Link {...listLink('opportunity', { filter: filters.contacts(record.id) })}>{text(texts.all)}</Link>
        {deal.can?.includes('create') && (
          <Button kind="link" icon="plus" onClick={() => openCreate('opportunity', { account: parent })}>
            {text(texts.add)}
          </Button>
        )}
      </h2>
      {deals.length === 0 ? (
        <p className="note">{text(texts.none)}</p>
      ) : (
        <ul>
          {deals.map((one) => {
            const { option, steps, done } = stageProgress(stage, one['stage']);
            const figure = format.moneyFigure(one['amount'] as string | null, (one['currency'] as string | null) ?? undefined);
            return (
              <li key={one.id}>
                <Link to={paths.record('opportunity', one.id)} className="ell">
                  {String(one['name'] ?? '') || '--'}
                </Link>
                <span className="st">
                  <Ring steps={steps} done={done} />
                  {option ? text(option.label) : '--'}
                </span>
                <span className="num" title={figure.title}>
                  {figure.text}
                </span>
                <span className="nx">
                  {one['nextStep'] ? <NextStep text={String(one['nextStep'])} on={one['nextStepOn'] as string | null} /> : null}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
