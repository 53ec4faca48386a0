import { useQuery } from '@tanstack/react-query';
import { api } from '../../data/api.ts';
import { queryClient } from '../../data/query-client.ts';

export interface PushDevice {
  readonly id: string;
  readonly name: string;
  readonly handheld: boolean;
  readonly createdAt: string;
  readonly reachedAt: string | null;
  readonly current: boolean;
}

interface Answer {
  readonly publicKey: string;
  readonly items: readonly PushDevice[];
}

const key = ['push-devices'];

export const usePushDevices = () => useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<Answer>('/push-devices', { signal }) });

/** Whether this browser can receive pushes here at all: an old one can not, nor any over a connection that is not secure. */
export const canReceive = () => isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** Why a device does not receive: the person has forbidden it, or the browser does not reach its push service. */
export type Hindrance = 'denied' | 'unreachable';

const serviceWorker = '/sw.js';

/** Asks for leave, subscribes this browser and says so to the server; answers what is in the way, if anything is. */
export async function receiveHere(publicKey: string): Promise<Hindrance | undefined> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  await navigator.serviceWorker.register(serviceWorker);
  const { pushManager } = await navigator.serviceWorker.ready;
  // one of another key, or of somebody who used this browser before
  await (await pushManager.getSubscription())?.unsubscribe();
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey }).catch(() => undefined);
  if (!subscription) return 'unreachable';
  const { endpoint, keys } = subscription.toJSON();
  await api.post('/push-devices', { endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'] });
  await queryClient.invalidateQueries({ queryKey: key });
  return undefined;
}

export async function receiveNoMore({ id, current }: PushDevice): Promise<void> {
  await api.delete(`/push-devices/${id}`);
  await queryClient.invalidateQueries({ queryKey: key });
  if (!current || !canReceive()) return;
  const registration = await navigator.serviceWorker.getRegistration(serviceWorker);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}
