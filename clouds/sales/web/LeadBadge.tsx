import { type Filter, useRecordCount } from '@huanke/platform/ui';

const waiting: Filter = {
  and: [
    { field: 'owner', op: 'eq', value: 'me' },
    { field: 'status', op: 'in', value: ['new', 'assigned'] },
  ],
};

/** Leads of this person that nobody has answered yet. */
export function LeadBadge() {
  const count = useRecordCount('lead', { filter: waiting }).data;
  if (!count || count.value === 0) return null;
  return count.value > 99 || count.capped ? '99+' : count.value;
}
