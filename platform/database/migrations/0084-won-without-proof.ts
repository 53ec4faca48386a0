import { switchedOff } from './setting-of-companies.ts';

/** Companies that are there keep winning deals as they do: the proof of decision 0053 is asked of new ones. */
export default {
  id: '0084-won-without-proof',
  breaking: false,
  async up(client: { query(text: string): Promise<unknown> }) {
    await client.query(switchedOff('salesSettings', 'deals', 'wonProof'));
  },
};
