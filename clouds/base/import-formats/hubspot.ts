import type { ImportFormat } from '@huanke/platform/module';
import { byId, origin, personName } from './origin.ts';
import { hubspotSource as source } from './sources.ts';

export const hubspotOrigin = {
  ...origin('Create Date', 'Created by user', 'Last Modified Date'),
  'Created by': { field: 'createdBy', onMissing: 'empty' },
} as const satisfies ImportFormat['columns'];

export const hubspot: readonly ImportFormat[] = [
  {
    source,
    object: 'account',
    headers: ['Record ID', 'Company name', 'Company owner'],
    columns: {
      'Record ID': 'externalId',
      'Company name': 'name',
      'Company owner': 'owner',
      'Parent Company IDs': byId('parent'),
      'Parent Company': 'parent',
      'Phone Number': 'phone',
      Industry: 'industry',
      'Annual Revenue': 'annualRevenue',
      'Number of Employees': 'employees',
      'Country/Region': 'country',
      City: 'region',
      'Year Founded': 'foundedYear',
      ...hubspotOrigin,
    },
  },
  {
    source,
    object: 'contact',
    headers: ['Record ID', 'First Name', 'Last Name', 'Contact owner'],
    columns: {
      'Record ID': 'externalId',
      ...personName('First Name', 'Last Name'),
      'Associated Company IDs (Primary)': byId('account'),
      'Primary Associated Company ID': byId('account'),
      'Associated Company IDs': byId('account'),
      'Associated Company': 'account',
      'Job Title': 'title',
      'Mobile Phone Number': 'phone',
      'Phone Number': 'workPhone',
      Email: 'email',
      'Date of birth': { field: 'birthday', onMissing: 'empty' },
      'Contact owner': 'owner',
      ...hubspotOrigin,
    },
  },
];
