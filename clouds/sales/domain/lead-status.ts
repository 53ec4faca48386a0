import { label } from '@huanke/platform/kernel';
import type { Option } from '@huanke/platform/module';

/**
 * The life of a lead. Where it may go from each state; converting and taking that back are actions, and recycled it is by lying in a pool: both
 * are guarded by a hook.
 */
export const leadStatuses: readonly Option[] = [
  {
    key: 'new',
    label: label('待分配', 'New'),
    color: 'blue',
    next: ['assigned', 'following', 'qualified', 'converted', 'invalid'],
    synonyms: ['待跟进', '新线索', 'open'],
  },
  {
    key: 'assigned',
    label: label('待跟进', 'Assigned'),
    color: 'amber',
    next: ['new', 'following', 'qualified', 'converted', 'invalid'],
    synonyms: ['已分配'],
  },
  {
    key: 'following',
    label: label('跟进中', 'Following'),
    color: 'teal',
    next: ['qualified', 'converted', 'invalid'],
    synonyms: ['已联系', 'contacted', 'working'],
  },
  {
    key: 'qualified',
    label: label('已确认', 'Qualified'),
    color: 'green',
    next: ['following', 'converted', 'invalid'],
    synonyms: ['合格'],
  },
  { key: 'converted', label: label('已转换', 'Converted'), color: 'grey', next: ['qualified'] },
  {
    key: 'invalid',
    label: label('无效', 'Invalid'),
    color: 'red',
    next: ['new', 'assigned', 'following'],
    requires: ['invalidReason'],
  },
  { key: 'recycled', label: label('已回收', 'Recycled'), color: 'violet', next: ['new', 'assigned', 'following', 'invalid'] },
];

/** States of a lead that waits for its first answer. */
export const isWaiting = (status: unknown): boolean => status === 'new' || status === 'assigned';

/** States by which somebody says that the lead was answered. */
export const isAnswered = (status: unknown): boolean => status === 'following' || status === 'qualified' || status === 'converted';

/** States of a lead nobody works on any more. */
export const isClosed = (status: unknown): boolean => status === 'converted' || status === 'invalid';

/** Whether a lead was out of work, so that it begins anew when it comes back. */
export const isGone = (status: unknown): boolean => isClosed(status) || status === 'recycled';
