export { type Exported, type ExportRequest, exportPackage, packageText } from './export.ts';
export { type InstallOptions, installPackage, type Outcome, previewPackage } from './install.ts';
export type { Known, PlanItem } from './plan.ts';
export { readPackage } from './read.ts';
export { type Uninstalled, uninstallPackage, uninstallUsage } from './remove.ts';
export { packageRoutes } from './routes.ts';
export { type Pack, type PackShelf, packShelf } from './shelf.ts';
export type { PackageFile } from './types.ts';
