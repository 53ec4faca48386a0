import type { ImportColumn, ImportFormat } from '@huanke/platform/module';
import { authorById, byId, origin, personName } from './origin.ts';
import { salesforceSource as source } from './sources.ts';

/** The data export service and the data loader write API names and ids. */
export const salesforceOrigin: ImportFormat['columns'] = {
  CreatedDate: 'createdAt',
  CreatedById: authorById,
  LastModifiedDate: 'updatedAt',
};

const taskType: ImportColumn = {
  field: 'type',
  onMissing: 'empty',
  valueMap: { Call: 'call', Email: 'email', Task: 'task', ListEmail: 'email', LinkedIn: 'message', Cadence: 'task' },
};

export const salesforce: readonly ImportFormat[] = [
  {
    source,
    object: 'user',
    headers: ['Id', 'Username', 'LastName', 'IsActive'],
    columns: {
      Id: 'externalId',
      Name: 'name',
      ...personName('FirstName', 'LastName'),
      Email: 'email',
      MobilePhone: 'phone',
      Phone: 'phone',
      Title: 'position',
      ManagerId: byId('manager'),
    },
  },
  {
    source,
    object: 'account',
    headers: ['Id', 'Name', 'ParentId', 'OwnerId'],
    columns: {
      Id: 'externalId',
      Name: 'name',
      ParentId: byId('parent'),
      OwnerId: byId('owner'),
      Phone: 'phone',
      Industry: 'industry',
      AnnualRevenue: 'annualRevenue',
      NumberOfEmployees: 'employees',
      BillingCountry: 'country',
      BillingCity: 'region',
      AccountSource: { field: 'source', onMissing: 'empty' },
      YearStarted: 'foundedYear',
      ...salesforceOrigin,
    },
  },
  {
    source,
    object: 'account',
    headers: ['Account ID', 'Account Name', 'Account Owner'],
    columns: {
      'Account ID': 'externalId',
      'Account Name': 'name',
      'Parent Account ID': byId('parent'),
      'Parent Account': 'parent',
      'Account Owner': 'owner',
      Phone: 'phone',
      Industry: 'industry',
      'Annual Revenue': 'annualRevenue',
      Employees: 'employees',
      'Billing Country': 'country',
      'Billing City': 'region',
      ...origin('Created Date', 'Created By', 'Last Modified Date'),
    },
  },
  {
    source,
    object: 'contact',
    headers: ['Id', 'AccountId', 'LastName', 'OwnerId'],
    columns: {
      Id: 'externalId',
      Name: 'name',
      ...personName('FirstName', 'LastName'),
      AccountId: byId('account'),
      Title: 'title',
      MobilePhone: 'phone',
      Phone: 'workPhone',
      OtherPhone: 'otherPhone',
      HomePhone: 'otherPhone',
      Email: 'email',
      Birthdate: 'birthday',
      OwnerId: byId('owner'),
      ...salesforceOrigin,
    },
  },
  {
    source,
    object: 'product',
    headers: ['Id', 'Name', 'ProductCode', 'IsActive'],
    columns: {
      Id: 'externalId',
      Name: 'name',
      ProductCode: 'code',
      Family: 'series',
      IsActive: 'active',
      CreatedDate: 'createdAt',
      LastModifiedDate: 'updatedAt',
    },
  },
  {
    source,
    object: 'activity',
    headers: ['Id', 'WhatId', 'Subject', 'ActivityDate', 'OwnerId', 'Status'],
    columns: {
      Id: 'externalId',
      Subject: 'subject',
      Description: 'content',
      ActivityDate: 'dueOn',
      TaskSubtype: taskType,
      Status: {
        field: 'done',
        valueMap: {
          Completed: 'true',
          'Not Started': 'false',
          'In Progress': 'false',
          'Waiting on someone else': 'false',
          Deferred: 'false',
        },
      },
      WhatId: { field: 'related', onMissing: 'empty' },
      OwnerId: byId('owner'),
      ...salesforceOrigin,
    },
  },
  {
    source,
    object: 'activity',
    headers: ['Id', 'WhatId', 'Subject', 'StartDateTime', 'EndDateTime', 'OwnerId'],
    columns: {
      Id: 'externalId',
      Subject: 'subject',
      Description: 'content',
      StartDateTime: 'startAt',
      EndDateTime: 'endAt',
      EventSubtype: { field: 'type', valueMap: { Event: 'meeting' }, onMissing: 'empty' },
      WhatId: { field: 'related', onMissing: 'empty' },
      OwnerId: byId('owner'),
      ...salesforceOrigin,
    },
  },
];
