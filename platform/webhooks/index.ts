export { purgeDeliveries } from './jobs.ts';
export { webhookRoutes } from './routes.ts';
export { createSender, type Sender, startWebhooks } from './sender.ts';
export { signatureOf } from './sign.ts';
export { webhookSubscriber } from './subscriber.ts';
