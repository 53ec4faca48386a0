export type { CrmSalesSize } from './crm-sales.ts';
export { realCrmSales, writeCrmSales } from './crm-sales.ts';
export type { CrmSalesFigures } from './crm-sales-figures.ts';
export { crmSalesFigures } from './crm-sales-figures.ts';
export type { Random } from './random.ts';
export { seeded } from './random.ts';
