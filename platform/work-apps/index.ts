import { importJob } from './directory/jobs.ts';
import { matchJob } from './match.ts';
import { appNoticesJob } from './notices.ts';

export { sendAppNotices } from './notices.ts';
export { type PlatformAddress, readPlatformAddress } from './platforms.ts';
export { workAppRoutes } from './routes.ts';
export { workAppSignInRoutes } from './sign-in-routes.ts';

/** The jobs of this folder, for the platform's module. */
export const workAppJobs = [matchJob, importJob, appNoticesJob];
