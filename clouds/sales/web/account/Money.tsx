import type { ObjectMeta, RecordData } from '@huanke/platform/ui';
import { useFormat, useLabel } from '@huanke/platform/ui';
import { PanelFrame, usePanel } from '@huanke/platform/ui/panels';
import { texts } from './texts.ts';
import './account.css';

interface Amount {
  readonly sum: string;
  readonly count: number;
  readonly others: readonly { readonly currency: string; readonly sum: string }[];
}

const figures = ['pipeline', 'weighted', 'wonRecently', 'won'] as const;
type Data = Readonly<Record<(typeof figures)[number], Amount>>;

/** 资金: in the pipeline, weighted, won in twelve months and ever; nothing of an account without deals. */
export function Money({ record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const query = usePanel<Data>('account', record.id, 'money', ['opportunity']);
  return (
    <PanelFrame label={text(texts.money)} query={query}>
      {(data) =>
        data.pipeline.count + data.won.count === 0 ? null : (
          <dl className="acc-money">
            {figures.map((name) => (
              <Figure key={name} name={name} amount={data[name]} />
            ))}
          </dl>
        )
      }
    </PanelFrame>
  );
}

function Figure({ name, amount }: { readonly name: (typeof figures)[number]; readonly amount: Amount }) {
  const text = useLabel();
  const format = useFormat();
  const figure = format.moneyFigure(amount.sum);
  const others = amount.others.map(({ currency, sum }) => format.moneyFigure(sum, currency).text).join(' · ');
  return (
    <div>
      <dt>{text(texts[name])}</dt>
      <dd title={figure.title}>{figure.text}</dd>
      <dd className="note">
        {amount.count} {text(texts.deals)}
        {others && ` · ${text(texts.others).replace('{sums}', others)}`}
      </dd>
    </div>
  );
}
