import { audit } from '../../audit/index.ts';
import { type BackgroundRun, defineBackgroundJob, runBackground } from '../../jobs/index.ts';
import type { Context } from '../../module/index.ts';
import { openConnection } from '../connections.ts';
import { refusedBy, workAppErrors } from '../errors.ts';
import { mayLink } from '../people.ts';
import type { Platform } from '../platforms.ts';
import { applyDepartments, applyPeople, type Failure } from './apply.ts';
import { type Preview, previewOf } from './plan.ts';
import { readRemote } from './read.ts';
import { loadState } from './state.ts';

interface Payload {
  readonly platform: Platform;
  /** Otherwise it is only said what would be done. */
  readonly apply: boolean;
}

export interface ImportResult extends Preview {
  readonly applied: boolean;
  /** Of whom the save pipeline refused; the first of them. */
  readonly failed: readonly Failure[];
}

const mostFailures = 20;

/** Starts reading the directory of a platform; answers the id of the work. What was counted, or done, is its result. */
export async function startImport(ctx: Context, platform: Platform, apply: boolean): Promise<{ id: string }> {
  mayLink(ctx);
  if (!(await openConnection(ctx.app, ctx.tenant.id, platform))) throw workAppErrors.WORK_APP_OFF();
  return runBackground(ctx, 'workApps.import', { platform, apply });
}

/** Half of the way is reading. Begun again after a stop it reads again and finds done what is done. */
async function run({ ctx, payload: { platform, apply }, progress }: BackgroundRun<Payload>): Promise<{ result: ImportResult }> {
  const connection = await openConnection(ctx.app, ctx.tenant.id, platform);
  if (!connection) throw workAppErrors.WORK_APP_OFF();
  const remote = await readRemote(connection.line, (share) => progress(share / 2)).catch(refusedBy(platform));
  const preview = previewOf(remote, await loadState(ctx, platform));
  const failed: Failure[] = [];
  if (apply) {
    await applyDepartments(ctx, platform, remote, failed);
    await applyPeople(ctx, platform, remote, { failed, signIn: connection.signIn, step: (share) => progress(0.5 + share / 2) });
    const { departments, people } = preview;
    await ctx.transaction((tx) =>
      audit(tx, { event: 'workApp.imported', data: { platform, departments: { ...departments }, people: { ...people } } }),
    );
  }
  return { result: { ...preview, applied: apply, failed: failed.slice(0, mostFailures) } };
}

export const importJob = defineBackgroundJob<Payload>({ name: 'workApps.import', run });
