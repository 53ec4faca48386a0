import { label } from '@huanke/platform/kernel';

export const salesforceSource = { name: 'salesforce', label: label('Salesforce', 'Salesforce') }; // language-ok: a name
export const hubspotSource = { name: 'hubspot', label: label('HubSpot', 'HubSpot') }; // language-ok: a name
export const zohoSource = { name: 'zoho', label: label('Zoho CRM', 'Zoho CRM') }; // language-ok: a name
export const fxiaokeSource = { name: 'fxiaoke', label: label('纷享销客', 'Fxiaoke') };
export const xiaoshouyiSource = { name: 'xiaoshouyi', label: label('销售易', 'Neocrm') };
export const wukongSource = { name: 'wukong', label: label('悟空 CRM', 'Wukong CRM') };
