import base from '@huanke/base';
import engagement from '@huanke/engagement';
import { identityModule } from '@huanke/platform/identity';
import type { ModuleDefinition } from '@huanke/platform/module';
import { poolsModule } from '@huanke/platform/pools';
import sales from '@huanke/sales';
import { platformModule } from './platform-module.ts';

/** What this deployment is made of. The order is that of menus; modules find each other by name. */
export const modules: readonly ModuleDefinition[] = [platformModule, identityModule, poolsModule, base, engagement, sales];
