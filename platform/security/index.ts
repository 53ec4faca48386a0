export { type SecurityReports, securityReports } from './reports.ts';
