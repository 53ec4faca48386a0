import type { ImportFormat } from '@huanke/platform/module';
import { fxiaoke } from './fxiaoke.ts';
import { hubspot } from './hubspot.ts';
import { salesforce } from './salesforce.ts';
import { wukong } from './wukong.ts';
import { xiaoshouyi } from './xiaoshouyi.ts';
import { zoho } from './zoho.ts';

/** Exports of other systems: users, accounts, contacts, products, activities. Leads and opportunities are in the sales cloud. */
export const importFormats: readonly ImportFormat[] = [...salesforce, ...hubspot, ...zoho, ...fxiaoke, ...xiaoshouyi, ...wukong];

export { fxiaokeOrigin } from './fxiaoke.ts';
export { hubspotOrigin } from './hubspot.ts';
export { byId, origin, personName } from './origin.ts';
export { salesforceOrigin } from './salesforce.ts';
export * from './sources.ts';
export { wukongOrigin } from './wukong.ts';
export { xiaoshouyiOrigin } from './xiaoshouyi.ts';
export { zohoOrigin } from './zoho.ts';
