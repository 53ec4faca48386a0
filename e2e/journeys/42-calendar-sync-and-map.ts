import { caldavLogin, caldavServer } from '@huanke/platform/caldav/testing';
import { eventually, sees } from '../helpers/check.ts';
import { look } from '../helpers/look.ts';
import { ask, newOwner, signUp } from '../helpers/product.ts';
import type { Journey, Tools } from '../runner/journey.ts';

interface Made {
  readonly id: string;
}

const event = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Phone//Phone//EN',
  'BEGIN:VEVENT',
  'UID:phone-1',
  'DTSTAMP:20270301T000000Z',
  'DTSTART:20270303T030000Z',
  'DTEND:20270303T040000Z',
  'SUMMARY:手机上约的会',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

/** A calendar is connected and both sides become the same; the visits of a day are seen on the map, on the desk and on the phone. */
async function calendarSync(tools: Tools): Promise<void> {
  const { step } = tools;
  tools.mayRefuse(422, /\/calendar-account\/calendars$/);
  const page = await tools.visitor();
  const server = await caldavServer();
  const map = '/calendar?view=map&day=2027-03-03';
  try {
    await step('连接日历，两边一致', async () => {
      await signUp(page, newOwner('同步'));
      const visit = (subject: string, hour: number, more: object) =>
        ask<Made>(page, '/records/activity', { type: 'visit', subject, startAt: `2027-03-03T0${hour}:00:00Z`, ...more });
      await visit('拜访恒润化工', 1, { place: '张江路 1 号', position: { lng: 121.6, lat: 31.2 } });
      await visit('拜访华泵科技', 3, { place: '松江工业区', position: { lng: 121.23, lat: 31.03 } });
      await visit('拜访海川仪表', 6, { place: '虹桥', position: { lng: 121.32, lat: 31.19 } });
      await visit('拜访新客户', 8, {});
      server.put('phone-1.ics', event);
      await page.goto('/settings/calendar-sync');
      await page.getByLabel('服务器地址').fill(server.url);
      await page.getByLabel('账号').fill(caldavLogin.login);
      await page.getByLabel('密码或专用密码').fill('wrong');
      await page.getByRole('button', { name: '查找日历' }).click();
      await sees(page.getByText('账号或密码不正确'));
      await page.getByLabel('密码或专用密码').fill(caldavLogin.secret);
      await page.getByRole('button', { name: '查找日历' }).click();
      await page.getByLabel('同步到哪个日历').selectOption({ label: '工作 & 客户' });
      await page.getByRole('button', { name: '保存', exact: true }).click();
      await sees(page.getByText('已保存，正在同步'));
      await eventually(
        'events on the other server',
        async () => [...server.files.values()].join(),
        (text) => text.includes('拜访恒润化工'),
      );
      await page.reload();
      await sees(page.getByText(/最近同步/));
      await look(tools, page, 'calendar-sync');
    });
    await step('一天的拜访在地图上，按时间连线', async () => {
      await page.goto(map);
      await sees(page.getByText(/4 个拜访，行程约/));
      await sees(page.getByRole('button', { name: '2 拜访华泵科技' }));
      await page.getByRole('button', { name: '3 拜访海川仪表' }).click();
      await sees(page.getByRole('region', { name: '没有位置' }).getByText('拜访新客户'));
      await look(tools, page, 'visit-map');
      await page.getByRole('group', { name: /拜访地图/ }).press('+');
      await page.getByRole('button', { name: '显示全部' }).click();
      await page.goto('/calendar?view=day&day=2027-03-03');
      await sees(page.getByRole('button', { name: /手机上约的会/ }));
    });
    await step('手机上看地图', async () => {
      const phone = await tools.visitor({ phone: true });
      await phone.context().addCookies(await page.context().cookies());
      await phone.goto(map);
      await sees(phone.getByRole('button', { name: '1 拜访恒润化工' }));
      await look(tools, phone, 'visit-map-phone');
      await phone.goto('/settings/calendar-sync');
      await sees(phone.getByText(/最近同步/));
      await look(tools, phone, 'calendar-sync-phone');
    });
  } finally {
    await server.close();
  }
}

export const journeys: readonly Journey[] = [{ name: '日历同步与拜访地图', run: calendarSync }];
