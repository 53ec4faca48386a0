import { beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../database/client.ts';
import { testDatabase } from '../testing/index.ts';

// 24,000 records of one tenant, the id's last digits its number; the owner one of 20. Another tenant holds every word as well.
const ROWS = 24_000;
const owner = (n: number) => `00000000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
const record = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Which records hold a word: rare, one in ten but none of the newest 300, only among the oldest, everywhere, in none. */
const words: Readonly<Record<string, { token: number; holds: (n: number) => boolean }>> = {
  rare: { token: 11, holds: (n) => n % 3_001 === 1 },
  middling: { token: 12, holds: (n) => n % 10 === 0 && n <= ROWS - 300 },
  old: { token: 13, holds: (n) => n <= 3_000 },
  common: { token: 14, holds: (n) => n % 2 === 0 },
  none: { token: 15, holds: () => false },
};
const everybody = Array.from({ length: 20 }, (_, index) => index);
const callers: Readonly<Record<string, readonly number[] | null>> = {
  'sees all': null,
  'sees most owners': everybody.slice(0, 15),
  'sees one owner': [7],
  'sees an owner of nothing': [99],
};

let find: (word: string, owners: readonly number[] | null, limit: number) => Promise<string[]>;

beforeAll(async () => {
  const database = await testDatabase();
  await withClient(database.ownerUrl, (client) =>
    client.query(
      `insert into record_search (tenant_id, object, record_id, owner, title, texts, tokens)
       select t, 'thing', ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
         ('00000000-0000-7000-8000-0000000001' || lpad((n % 20)::text, 2, '0'))::uuid, n::text, '[]'::jsonb,
         array_remove(array[1, case when n % 3001 = 1 then 11 end, case when n % 10 = 0 and n <= $1 - 300 then 12 end,
           case when n <= 3000 then 13 end, case when n % 2 = 0 then 14 end], null)
       from generate_series(1, $1::int) n, generate_series(1, 2) t`,
      [ROWS],
    ),
  );
  find = (word, owners, limit) =>
    withClient(database.appUrl, async (client) => {
      await client.query("select set_config('app.tenant', '1', false)");
      const { rows } = await client.query<{ record_id: string }>(
        "select record_id from record_search_candidates(1, array['thing'], $1::int4[], $2::uuid[], $3)",
        [[words[word]?.token], owners?.map(owner) ?? null, limit],
      );
      return rows.map((row) => row.record_id);
    });
}, 300_000);

/** The slow, obvious answer: all records that hold the word, of these owners, the newest first. */
function truth(word: string, owners: readonly number[] | null): string[] {
  const all = Array.from({ length: ROWS }, (_, index) => ROWS - index);
  return all.filter((n) => words[word]?.holds(n) && (!owners || owners.includes(n % 20))).map(record);
}

describe('the guarded search function', () => {
  for (const word of Object.keys(words))
    for (const [who, owners] of Object.entries(callers))
      it(`finds a word that is ${word} for one who ${who}: as many as asked for while there are more, the newest`, async () => {
        const all = truth(word, owners);
        const found = await find(word, owners, 40);
        if (word === 'old' && (owners === null || owners.length > 1)) {
          // of a word that hardly any of the newest 20,000 hold, any forty, if they see so many: reading them all has no bound
          expect(found).toHaveLength(40);
          expect(found.filter((id) => !all.includes(id))).toEqual([]);
        } else expect(found).toEqual(all.slice(0, 40));
        // a list that asks for more gets them all
        expect((await find(word, owners, 10_000)).toSorted()).toEqual(all.slice(0, 10_000).toSorted());
      });
});
