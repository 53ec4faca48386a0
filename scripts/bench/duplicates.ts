import type { Figures } from './measure.ts';
import type { BenchServer, Caller } from './server.ts';

interface Job {
  readonly status: string;
  readonly progress: number;
  readonly result?: { readonly sets: number };
}

/** The search for duplicates among all accounts: once with their keys to make (as after an upgrade), once with keys in step. */
export async function benchDuplicates(server: BenchServer, admin: Caller): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  const first = await search(server, admin);
  console.log(`first search, with keys to make: ${first.seconds} s, ${first.sets} sets, Node at most ${first.peakMb} MB`);
  const again = await search(server, admin);
  console.log(`search with keys in step: ${again.seconds} s, ${again.sets} sets, Node at most ${again.peakMb} MB`);
  return { figures: [], notes: { first, again, target: '1,000,000 accounts in the background, in minutes' } };
}

async function search(server: BenchServer, admin: Caller): Promise<{ seconds: number; sets: number; peakMb: number }> {
  const began = performance.now();
  const started = await admin.send('POST', '/api/v1/duplicates/search', { object: 'account' });
  const { id } = JSON.parse(started.text) as { id: string };
  let job: Job = { status: 'queued', progress: 0 };
  let peakMb = 0;
  while (job.status === 'queued' || job.status === 'running') {
    await new Promise((wake) => setTimeout(wake, 500));
    job = JSON.parse((await admin.send('GET', `/api/v1/jobs/${id}`)).text) as Job;
    peakMb = Math.max(peakMb, server.memory().now);
  }
  if (job.status !== 'done') throw new Error(`the search ended as ${job.status}`);
  return { seconds: Math.round((performance.now() - began) / 100) / 10, sets: job.result?.sets ?? 0, peakMb };
}
