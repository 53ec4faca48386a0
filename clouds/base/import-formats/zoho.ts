import type { ImportFormat } from '@huanke/platform/module';
import { byId, origin, personName } from './origin.ts';
import { zohoSource as source } from './sources.ts';

export const zohoOrigin = origin('Created Time', 'Created By', 'Modified Time');

export const zoho: readonly ImportFormat[] = [
  {
    source,
    object: 'account',
    headers: ['Record Id', 'Account Owner', 'Account Name', 'Created Time'],
    columns: {
      'Record Id': 'externalId',
      'Account Name': 'name',
      'Account Owner': 'owner',
      'Parent Account.id': byId('parent'),
      'Parent Account': 'parent',
      Phone: 'phone',
      Industry: 'industry',
      'Annual Revenue': 'annualRevenue',
      Employees: 'employees',
      'Billing Country': 'country',
      'Billing City': 'region',
      ...zohoOrigin,
    },
  },
  {
    source,
    object: 'contact',
    headers: ['Record Id', 'Contact Owner', 'Last Name', 'Created Time'],
    columns: {
      'Record Id': 'externalId',
      'Full Name': 'name',
      ...personName('First Name', 'Last Name'),
      'Account Name.id': byId('account'),
      'Account Name': 'account',
      Title: 'title',
      Mobile: 'phone',
      Phone: 'workPhone',
      'Other Phone': 'otherPhone',
      'Home Phone': 'otherPhone',
      Email: 'email',
      'Secondary Email': 'otherEmail',
      'Date of Birth': 'birthday',
      'Contact Owner': 'owner',
      ...zohoOrigin,
    },
  },
  {
    source,
    object: 'product',
    headers: ['Record Id', 'Product Name', 'Product Code', 'Created Time'],
    columns: {
      'Record Id': 'externalId',
      'Product Name': 'name',
      'Product Code': 'code',
      'Product Category': 'series',
      'Unit Price': 'listPrice',
      'Product Active': 'active',
      ...zohoOrigin,
    },
  },
];
