import { labApplication } from '../../testing.ts';
import { carryOn } from '../jobs.ts';

/** Carries one import on in a process of its own, which a test kills in the middle. */
interface Order {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly folder: string;
  readonly tenant: number;
  readonly user: string;
  readonly import: string;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const { app, close } = labApplication(order);
await carryOn(() => app.contextFor({ tenant: order.tenant, user: order.user, channel: 'import' }), order.import, {
  onProgress: ({ done }) => void process.stdout.write(`done ${done}\n`),
});
await close();
