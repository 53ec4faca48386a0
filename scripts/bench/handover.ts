import { onFreshServer } from './fresh.ts';
import type { Figures } from './measure.ts';
import { asked, type BenchServer, type Caller } from './server.ts';

const batch = 1000;
const password = 'correct horse 42';

interface Report {
  readonly status: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly left: readonly unknown[];
}

async function company(server: BenchServer): Promise<Caller> {
  const body = { company: '交接集团', name: '老板', email: 'boss@handover.local', password, sampleData: false };
  const reply = await fetch(`${server.url}/api/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (reply.status !== 201) throw new Error(`sign-up: ${await reply.text()}`);
  return server.signIn('boss', body.email, password);
}

/** A leaver with so many records, half accounts, a quarter opportunities, a quarter activities, moved to a successor; from the request to the end. */
export async function benchHandover(rows: number): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  return onFreshServer('handover', async (server) => {
    const boss = await company(server);
    const person = async (name: string) =>
      (await asked<{ user: { id: string } }>(boss, '/users/invite', { name, email: `${name}@handover.local`, roles: ['member'] })).user.id;
    const [from, to] = [await person('leaver'), await person('successor')];
    const make = async (object: string, count: number, values: (n: number) => object) => {
      for (let at = 0; at < count; at += batch) {
        const records = Array.from({ length: Math.min(batch, count - at) }, (_, n) => ({ ...values(at + n), owner: { id: from } }));
        await asked(boss, `/records/${object}/bulk`, { operation: 'create', records });
      }
    };
    const [half, quarter] = [Math.round(rows / 2), Math.round(rows / 4)];
    await make('account', half, (n) => ({ name: `交接客户${n}号有限公司` }));
    await make('opportunity', quarter, (n) => ({ name: `商机${n}`, amount: `${n}.50` }));
    await make('activity', rows - half - quarter, (n) => ({ type: 'task', subject: `任务${n}` }));
    const began = performance.now();
    const { id } = await asked<{ id: string }>(boss, `/users/${from}/handovers`, { to });
    let report: Report = { status: 'running', counts: {}, left: [] };
    // when the last record of each object had moved
    const doneAt: Record<string, number> = {};
    const since = () => Math.round((performance.now() - began) / 100) / 10;
    while (report.status === 'running') {
      await new Promise((wake) => setTimeout(wake, 500));
      const next = await asked<Report>(boss, `/users/${from}/handovers/${id}`);
      for (const [object, count] of Object.entries(next.counts)) if (count !== report.counts[object]) doneAt[object] = since();
      report = next;
    }
    const seconds = since();
    const moved = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
    const left = await asked<{ counts: readonly unknown[] }>(boss, `/users/${from}/handovers/preview`);
    console.log(
      `handover of ${rows} records: ${seconds} s, ${Math.round(rows / seconds)} records/s, moved ${moved}, left ${left.counts.length}; done after ${JSON.stringify(doneAt)} s`,
    );
    const memory = server.memory();
    return {
      figures: [],
      notes: { rows, seconds, doneAt, counts: report.counts, left: report.left, nodePeakMb: memory.peak, target: '30,000 < 60 s' },
    };
  });
}
