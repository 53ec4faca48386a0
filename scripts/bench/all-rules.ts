import { withClient } from '../../platform/database/index.ts';
import { onFreshServer } from './fresh.ts';
import { type Figures, measure } from './measure.ts';
import { benchPassword, createOrganisation } from './people.ts';
import { fillLeads, scoreModel } from './scoring.ts';
import { asked, type Caller } from './server.ts';

const leadCount = 1_000_000;

/** Everything a lead may meet: scores, duplicates, two rules that give it to somebody, a clock for the first answer, history and events. */
async function switchOn(admin: Caller, sellers: readonly string[]): Promise<void> {
  const { id } = await asked<{ id: string }>(admin, '/score-models', scoreModel);
  const { job } = await asked<{ job: string }>(admin, `/score-models/${id}/publish`, {});
  for (let status = ''; status !== 'done'; ) {
    await new Promise((wake) => setTimeout(wake, 500));
    status = (await asked<{ status: string }>(admin, `/jobs/${job}`)).status;
    if (status === 'failed') throw new Error('the score model could not be published');
  }
  const people = sellers.slice(0, 50).map((seller) => ({ kind: 'user', id: seller, weight: 1 }));
  const ads = { name: '广告', method: 'weighted', filter: { field: 'source', op: 'eq', value: 'ads' }, people };
  await asked(admin, '/assignments/rules/lead', ads);
  await asked(admin, '/assignments/rules/lead', { name: '其余', method: 'roundRobin', people });
  const set = await admin.send('PUT', '/api/v1/assignments/rules/lead/channels', { channels: ['api'] });
  if (set.status >= 300) throw new Error(set.text);
}

const sources = ['website', 'exhibition', 'ads', 'referral'];
const newLead = (run: string, number: number) => ({
  name: `新线索${number}`,
  company: `${run}${number}机电设备有限公司`,
  phone: `137${String(10_000_000 + (number % 89_999_999)).slice(-8)}`,
  email: `${run}${number}@bench.example`,
  source: sources[Math.abs(number) % sources.length],
  owner: null,
});

/** Issue "Sales cloud, first half": creates and lists of leads with all rules on, and how long what they cause takes afterwards. */
export async function benchAllRules(
  scale: number,
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  const count = Math.max(1, Math.round(leadCount * scale));
  return onFreshServer('all-rules', async (server, url) => {
    const { tenant, sellers } = await withClient(url, (client) => createOrganisation(client, '规则压测公司', Date.now()));
    await fillLeads(url, tenant, count);
    const signIn = (name: string) => server.signIn(name, `${name}@bench.huanke.local`, benchPassword);
    const [admin, seller] = [await signIn('admin'), await signIn('seller')];
    await switchOn(admin, sellers);
    const run = Date.now().toString(36);
    const began = new Date();
    const creates = await measure(
      `create a lead, ${clients} connections`,
      { clients, count: 1_000_000, seconds, target: '200/s' },
      (number) => admin.send('POST', '/api/v1/records/lead', newLead(run, number)),
    );
    const left = performance.now();
    let open = 1;
    while (open > 0) {
      await new Promise((wake) => setTimeout(wake, 250));
      open = await withClient(url, async (client) => {
        const { rows } = await client.query<{ n: number }>(
          'select count(*)::int as n from lead where tenant_id = $1 and created_at >= $2 and (owner is null or score is null)',
          [tenant, began],
        );
        return rows[0]?.n ?? 0;
      });
    }
    const list = { sort: [{ field: 'score', direction: 'desc' }], filter: { field: 'source', op: 'eq', value: 'ads' }, limit: 50 };
    const lists: Figures[] = [];
    for (const person of [admin, seller])
      lists.push(
        await measure(`list of leads by score, ${person.name}`, { clients: 1, count: 200, seconds: 20, target: 'p95 < 50' }, () =>
          person.send('POST', '/api/v1/records/lead/query', list),
        ),
      );
    return {
      figures: [creates, ...lists],
      notes: { leads: count, ownerAndScoreAfterTheLast: Math.round(performance.now() - left) / 1000, target: 'creates ≥ 200/s' },
    };
  });
}
