import { beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../database/client.ts';
import { testDatabase } from '../testing/index.ts';

// 24,000 records of one tenant, the id's last digits its number; the owner one of 20. Another tenant holds every word as well.
const ROWS = 24_000;
/** An object beside it that holds the first of them. */
const FEW = 150;
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
let askAll: (objects: object[], sights: string[][]) => Promise<{ at: number; record_id: string }[]>;

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
  await withClient(database.ownerUrl, (client) =>
    client.query(
      `insert into record_search (tenant_id, object, record_id, owner, title, texts, tokens)
       select tenant_id, 'few', record_id, owner, title, texts, tokens from record_search
       where object = 'thing' and title::int <= $1`,
      [FEW],
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
  askAll = (objects, sights) =>
    withClient(database.appUrl, async (client) => {
      await client.query("select set_config('app.tenant', '1', false)");
      const { rows } = await client.query('select at, record_id from record_search_probes(1, $1::jsonb, $2::jsonb)', [
        JSON.stringify(objects),
        JSON.stringify(sights),
      ]);
      return rows;
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

describe('all questions of a search at once', () => {
  for (const [who, owners] of Object.entries(callers))
    it(`answers each word of two objects and of one that has no records, for one who ${who}`, async () => {
      const names = Object.keys(words);
      const probesOf = (object: number, most: number) =>
        names.flatMap((word, index) => [
          { at: object * 100 + index, all_of: [words[word]?.token], one_of: [], own: true, most, anyone: object * 100 + 25 + index },
          { at: object * 100 + 75 + index, all_of: [], one_of: [words[word]?.token], own: true, most, anyone: object * 100 + 90 + index },
          // the same by alternatives, of anybody: one is enough
          { at: object * 100 + 50 + index, all_of: [], one_of: [words[word]?.token, 99], own: false, most: 1 },
        ]);
      const sights = owners ? [['00000000-0000-7000-8000-000000009999'], owners.map(owner)] : [];
      const sight = owners ? 1 : null;
      const rows = await askAll(
        [
          { object: 'thing', sight, probes: probesOf(0, 40) },
          { object: 'empty', sight, probes: probesOf(1, 40) },
          { object: 'few', sight, probes: probesOf(2, 3) },
        ],
        sights,
      );
      const found = (at: number) => rows.filter((row) => row.at === at).map((row) => row.record_id);
      names.forEach((word, index) => {
        const all = truth(word, owners);
        const mine = found(index);
        if (word === 'old' && (owners === null || owners.length > 1)) {
          expect([mine.length, mine.filter((id) => !all.includes(id))]).toEqual([40, []]);
        } else expect(mine, word).toEqual(all.slice(0, 40));
        const anybody = truth(word, null);
        // whoever holds it is told beside, once
        for (const at of [25, 90]) {
          expect(found(at + index).length, word).toBe(Math.min(anybody.length, 1));
          expect(anybody).toEqual(expect.arrayContaining(found(at + index)));
        }
        expect(found(50 + index).length, word).toBe(Math.min(anybody.length, 1));
        expect(found(50 + index).every((id) => anybody.includes(id))).toBe(true);
        // of the small object every record is looked at
        const small = (whose: readonly number[] | null) =>
          Array.from({ length: FEW }, (_, at) => FEW - at).filter((n) => words[word]?.holds(n) && (!whose || whose.includes(n % 20)));
        expect(found(200 + index), word).toEqual(small(owners).slice(0, 3).map(record));
        expect(found(250 + index), word).toEqual(small(null).slice(0, 1).map(record));
      });
      expect(rows.filter(({ at }) => at >= 100 && at < 200)).toEqual([]);
    });

  it('finds nothing for no tokens at all', async () => {
    expect(await askAll([{ object: 'thing', sight: null, probes: [{ at: 0, all_of: [], one_of: [], own: true, most: 10 }] }], [])).toEqual(
      [],
    );
  });
});
