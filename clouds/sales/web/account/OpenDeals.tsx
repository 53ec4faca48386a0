import type { FieldMeta, ObjectMeta, RecordData } from '@huanke/platform/ui';
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
import { PanelFrame } from '@huanke/platform/ui/panels';
import { Link } from '@tanstack/react-router';
import { filters, stagesOf } from './figures.ts';
import { texts } from './texts.ts';
import './account.css';

/** 在谈商机: name, stage, amount, next step; the largest first. */
export function OpenDeals({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const deal = useObject('opportunity').data;
  const stage = fieldOf(deal, 'stage');
  const filter = filters.deals(record.id, stagesOf(stage?.options, 'open'));
  const query = useRecordQuery(
    'opportunity',
    {
      fields: ['name', 'stage', 'amount', 'currency', 'nextStep', 'nextStepOn'],
      filter,
      sort: [{ field: 'amount', direction: 'desc' }],
      limit: 5,
    },
    { enabled: stage !== undefined },
  );
  if (!deal || !stage) return null;
  const parent = { id: record.id, title: String(record[object.title] ?? '') };
  return (
    <PanelFrame
      label={text(texts.open)}
      query={query}
      tools={() => (
        <>
          <Link {...listLink('opportunity', { filter: filters.contacts(record.id) })}>{text(texts.all)}</Link>
          {deal.can?.includes('create') && (
            <Button kind="link" icon="plus" onClick={() => openCreate('opportunity', { account: parent })}>
              {text(texts.add)}
            </Button>
          )}
        </>
      )}
    >
      {({ pages }) => {
        const deals = pages[0]?.records ?? [];
        return deals.length === 0 ? (
          <p className="note">{text(texts.none)}</p>
        ) : (
          <ul className="deals">
            {deals.map((one) => (
              <DealRow key={one.id} deal={one} stage={stage} />
            ))}
          </ul>
        );
      }}
    </PanelFrame>
  );
}

function DealRow({ deal, stage }: { readonly deal: RecordData; readonly stage: FieldMeta }) {
  const text = useLabel();
  const format = useFormat();
  const { option, steps, done } = stageProgress(stage, deal['stage']);
  const figure = format.moneyFigure(deal['amount'] as string | null, (deal['currency'] as string | null) ?? undefined);
  return (
    <li>
      <Link to={paths.record('opportunity', deal.id)} className="ell">
        {String(deal['name'] ?? '') || '--'}
      </Link>
      <span className="st">
        <Ring steps={steps} done={done} />
        {option ? text(option.label) : '--'}
      </span>
      <span className="num" title={figure.title}>
        {figure.text}
      </span>
      <span className="nx">
        {deal['nextStep'] ? <NextStep text={String(deal['nextStep'])} on={deal['nextStepOn'] as string | null} /> : null}
      </span>
    </li>
  );
}
