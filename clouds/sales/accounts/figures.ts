import { label } from '@huanke/platform/kernel';
import type { Context, FigureDefinition } from '@huanke/platform/module';
import { stagesFor } from '../deals/stages.ts';

/** Keys of the stages of one kind, those of every record type. */
export const stagesOf = (ctx: Pick<Context, 'meta'>, category: 'open' | 'won'): readonly string[] =>
  stagesFor(ctx, null)
    .all.filter((stage) => stage.category === category)
    .map(({ key }) => key);

const deals = (name: string, category: 'open' | 'won', text: FigureDefinition['label']): FigureDefinition => ({
  name,
  label: text,
  of: 'account',
  object: 'opportunity',
  field: 'account',
  sum: 'amount',
  currency: 'currency',
  filter: (ctx) => ({ field: 'stage', op: 'in', value: stagesOf(ctx, category) }),
});

/** What deals add to the figures of an account and its group. */
export const accountFigures: readonly FigureDefinition[] = [
  deals('pipeline', 'open', label('在谈金额', 'Pipeline')),
  deals('won', 'won', label('赢单金额', 'Won')),
];
