import { switchedOff } from './setting-of-companies.ts';

/** Companies that are there keep making leads as they do: that a new one can be reached (decision 0055) is asked of new ones. */
export default {
  id: '0087-leads-without-contact',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(switchedOff('leadRules', 'company', 'reachable'));
  },
};
