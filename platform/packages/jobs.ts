import { defineBackgroundJob } from '../jobs/index.ts';
import type { Context } from '../module/index.ts';
import { addExamples } from './examples.ts';
import { installPackage } from './install.ts';
import type { PackageFile } from './types.ts';

/** The context after a change, which sees what has just been written. */
export function laterContext(ctx: Context): Promise<Context> {
  return ctx.app.contextFor({ tenant: ctx.tenant.id, user: ctx.user.id, channel: ctx.channel, scopes: ctx.access.scopes ?? null });
}

interface Payload {
  readonly file: PackageFile;
  readonly take?: readonly string[] | 'all';
  readonly skip?: readonly string[];
  readonly demo: boolean;
}

/** Installs with progress. One transaction: cancelled or killed, nothing of it is there, and a killed one begins anew. */
const installJob = defineBackgroundJob<Payload>({
  name: 'package.install',
  async run({ ctx, payload: { file, take, skip, demo }, progress }) {
    const { name, counts } = await installPackage(ctx, file, { ...(take ? { take } : {}), ...(skip ? { skip } : {}), progress });
    if (demo) await addExamples(await laterContext(ctx), name);
    return { result: { name: file.label.zh, package: name, counts } };
  },
});

export const packageJobs = [installJob];
