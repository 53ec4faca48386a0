import { label } from '@huanke/platform/kernel';
import type { FigureDefinition } from '@huanke/platform/module';
import { stagesOf } from '../deals/stages.ts';

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
