export { type Random, seeded } from '../../kernel/index.ts';
export type { CrmSalesSize } from './crm-sales.ts';
export { realCrmSales, writeCrmSales } from './crm-sales.ts';
export type { CrmSalesFigures } from './crm-sales-figures.ts';
export { crmSalesFigures } from './crm-sales-figures.ts';
