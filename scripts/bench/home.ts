import { type Figures, type Load, measure } from './measure.ts';
import type { Caller } from './server.ts';

/** The home of each person: the whole day in one request. */
export async function benchHome(people: readonly Caller[], load: Pick<Load, 'clients' | 'count' | 'seconds'>): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const person of people)
    figures.push(await measure(`home, ${person.name}`, { ...load, target: 'p95 ≤ 300 ms' }, () => person.send('GET', '/api/v1/home')));
  return figures;
}
