import { label } from '@huanke/platform/kernel';
import type { TimelineSourceDefinition } from '@huanke/platform/module';

/** What the sales cloud tells on an account beside its deals: how it came to us, and what its projects have reached. */
export const accountTimeline: readonly TimelineSourceDefinition[] = [
  {
    name: 'touch',
    label: label('触达', 'Touch'),
    icon: 'flow',
    of: 'account',
    object: 'leadTouch',
    path: ['lead', 'convertedAccount'],
    at: 'touchedAt',
    fields: ['source', 'campaign', 'content'],
  },
  {
    name: 'milestone',
    label: label('里程碑验收', 'Milestone accepted'),
    icon: 'flag',
    of: 'account',
    object: 'projectMilestone',
    path: ['project', 'account'],
    at: 'acceptedAt',
    fields: ['name', 'project'],
  },
];
