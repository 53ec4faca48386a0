import type { FastifyInstance } from 'fastify';
import type { Application, JobDefinition } from '../module/index.ts';
import { exportJob } from './export/export.ts';
import { exportRoutes } from './export/routes.ts';
import { importJob, resumeImportsJob } from './import/jobs.ts';
import { importRoutes } from './import/routes.ts';

export { exportJob, startExport } from './export/export.ts';
export { type ImportFileOptions, importFile } from './import/import-file.ts';
export { importJob, resumeImports, resumeImportsJob } from './import/jobs.ts';
export type { ImportMode, ImportRecord, MappingEntry } from './import/types.ts';

/** Imports and exports over HTTP. */
export async function transferRoutes(server: FastifyInstance, app: Application): Promise<void> {
  await importRoutes(server, app);
  await exportRoutes(server, app);
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds jobs of every payload type
export const transferJobs: readonly JobDefinition<any>[] = [importJob, resumeImportsJob, exportJob];
