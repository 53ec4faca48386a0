import { eventually, gone, same, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

/** A browser without a push service of its own: it subscribes with the keys of RFC 8291, appendix A. */
const subscribes = () => {
  const keys = {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  };
  const made = { toJSON: () => ({ endpoint: 'https://push.example.net/send/1', keys }), unsubscribe: async () => true };
  Object.assign(PushManager.prototype, { subscribe: async () => made, getSubscription: async () => null });
};

/** Notices by web push: allowed on this device, shown by the service worker, opened by a press. */
async function push(tools: Tools): Promise<void> {
  const { step } = tools;
  const page = await tools.visitor({ worker: true });
  const { origin } = new URL(tools.base);
  await step('通知设置里有推送一列，允许后这台设备开始接收', async () => {
    await page.context().grantPermissions(['notifications'], { origin });
    await page.addInitScript(subscribes);
    await signUp(page, newOwner('推送'));
    await page.goto('/settings/notifications');
    await sees(page.getByRole('checkbox', { name: '提到我、回复我：推送', checked: true }));
    await page.getByRole('button', { name: '在这台设备上接收' }).click();
    const devices = page.getByRole('list', { name: '接收推送的设备' });
    await sees(devices.getByText('当前设备'));
    await devices.scrollIntoViewIfNeeded();
    await look(tools, page, 'push-devices');
  });
  await step('推送到达时显示通知，点开进入记录', async () => {
    const cdp = await page.context().newCDPSession(page);
    let registration: string | undefined;
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      registration = registrations.at(-1)?.registrationId ?? registration;
    });
    await cdp.send('ServiceWorker.enable');
    const message = { title: '王强 在客户“沧浪仪表厂”中提到了您', url: '/o/account/1?tab=x', tag: 'n1' };
    const messages = [message, { ...message, tag: 'n2', url: 'https://elsewhere.example/' }].map((one) => JSON.stringify(one));
    // a worker that is just ending loses what is delivered; what comes again takes the place of what is there
    const shown = async () => {
      for (const data of registration ? messages : [])
        await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId: registration ?? '', data });
      return page.evaluate(async () => {
        const list = await (await navigator.serviceWorker.ready).getNotifications();
        return list.map(({ title, tag, data }) => `${tag} ${title} ${data.url}`).sort();
      });
    };
    const lines = await eventually('shown', shown, (list) => list.length === 2);
    same('the first', lines[0], `n1 ${message.title} /o/account/1?tab=x`);
    same('never to another site', lines[1], `n2 ${message.title} /notices`);
    const worker = page.context().serviceWorkers()[0];
    const opened = await worker?.evaluate(async () => {
      // biome-ignore lint/suspicious/noExplicitAny: the types of pages know no worker
      const self = globalThis as any;
      const [notification] = await self.registration.getNotifications({ tag: 'n1' });
      return new Promise((resolve) => {
        // only a press of a person may open a window
        self.clients.openWindow = async (url: string) => resolve(url);
        self.dispatchEvent(new self.NotificationEvent('notificationclick', { notification }));
      });
    });
    same('opened', opened, '/o/account/1?tab=x');
  });
  await step('停止接收', async () => {
    const devices = page.getByRole('list', { name: '接收推送的设备' });
    await devices.getByRole('button', { name: /^停止在/ }).click();
    await gone(devices);
    await sees(page.getByRole('button', { name: '在这台设备上接收' }));
  });
  await step('手机上的通知设置', async () => {
    const phone = await tools.visitor({ phone: true });
    await phone.context().addCookies(await page.context().cookies());
    await phone.goto('/settings/notifications');
    await sees(phone.getByRole('columnheader', { name: '推送' }));
    await look(tools, phone, 'push-phone');
  });
}

export const journeys: readonly Journey[] = [{ name: '网页推送', run: push }];
