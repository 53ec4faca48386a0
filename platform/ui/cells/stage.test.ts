import { describe, expect, it } from 'vitest';
import type { Option } from '../data/meta.ts';
import { stageDays, stagePath, stageProgress } from './stage.ts';

const stage = (key: string, category: 'open' | 'won' | 'lost', probability: number, extra: Partial<Option> = {}): Option => ({
  key,
  category,
  probability,
  label: { zh: key, en: key },
  ...extra,
});
const options = [
  stage('initial', 'open', 10),
  stage('qualified', 'open', 30, { usualDays: 8 }),
  stage('old', 'open', 40, { active: false }),
  stage('proposal', 'open', 60),
  stage('negotiation', 'open', 90),
  stage('won', 'won', 100),
  stage('lost', 'lost', 0),
  stage('onHold', 'open', 0),
];

describe('stages', () => {
  it('counts along the path only', () => {
    expect(stagePath(options).map((one) => one.key)).toEqual(['initial', 'qualified', 'proposal', 'negotiation', 'won']);
    expect(stageProgress({ options }, 'proposal')).toMatchObject({ steps: 5, done: 3, tone: 'open' });
    expect(stageProgress({ options }, 'won')).toMatchObject({ done: 5, tone: 'won' });
    expect(stageProgress({ options }, 'lost')).toMatchObject({ done: 0, tone: 'lost' });
    expect(stageProgress({ options }, 'onHold')).toMatchObject({ done: 0, tone: 'hold' });
    expect(stageProgress({ options }, 'gone')).toMatchObject({ option: undefined, done: 0, tone: 'hold' });
  });
  it('counts whole days and knows when it takes too long', () => {
    const now = Date.parse('2026-03-05T06:10:00Z');
    expect(stageDays(options[1], '2026-02-25T06:00:00Z', now)).toEqual({ days: 8, slow: false, over: false, usual: 8 });
    expect(stageDays(options[1], '2026-02-24T06:00:00Z', now)).toEqual({ days: 9, slow: true, over: false, usual: 8 });
    const limited = options[1] && { ...options[1], limitDays: 8 };
    expect(stageDays(limited, '2026-02-24T06:00:00Z', now)).toMatchObject({ slow: true, over: true });
    expect(stageDays(options[0], '2026-02-24T06:00:00Z', now)).toMatchObject({ slow: false });
    expect(stageDays(options[5], '2026-02-24T06:00:00Z', now)).toBeNull();
    expect(stageDays(options[1], null, now)).toBeNull();
  });
});
