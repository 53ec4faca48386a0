import type { PairValueDefinition } from '@huanke/platform/module';
import { termsOf } from './matrix.ts';
import { shippedWeights } from './read.ts';
import { pairValue } from './values.ts';

const texts = (raw: unknown): readonly string[] => (Array.isArray(raw) ? raw.filter((one) => typeof one === 'string') : []);

/** What leads are worth with people where rules of assignment plan: as in a run of dispatching with the weights it begins with. */
export const leadWorth: PairValueDefinition = {
  object: 'lead',
  async read(ctx, records, people) {
    const leads = records.map(({ id, values, liesIn }) => ({
      id,
      source: typeof values.source === 'string' ? values.source : null,
      tags: texts(values.tags),
      liesIn,
    }));
    const terms = await termsOf(ctx, leads, people);
    return terms.map((row) => row.map((one) => pairValue(one, shippedWeights)));
  },
};
