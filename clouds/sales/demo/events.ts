import { created } from '@huanke/base/demo';
import type { Calendar, StoryWriter } from '@huanke/platform/demo';

interface DemoEvent {
  readonly key: string;
  readonly type: 'meeting' | 'visit' | 'demo';
  readonly subject: string;
  readonly owner: string;
  readonly with: readonly string[];
  readonly account?: string;
  /** Days from today; the next working day counts. */
  readonly on: number;
  readonly from: string;
  readonly until: string;
  readonly place?: string;
  readonly position?: { readonly lng: number; readonly lat: number };
  readonly recurrence?: string;
}

/** What is planned from tomorrow on: the calendars of the team around 李娜. */
const events: readonly DemoEvent[] = [
  {
    key: 'weekly',
    type: 'meeting',
    subject: '华东区销售周会',
    owner: 'zhou',
    with: ['lina'],
    on: 1,
    from: '09:00',
    until: '10:00',
    place: '三楼会议室',
    recurrence: 'FREQ=WEEKLY',
  },
  {
    key: 'hengrun-review',
    type: 'visit',
    subject: '恒润化工：澄清会前沟通',
    owner: 'lina',
    with: [],
    account: 'hengrun',
    on: 1,
    from: '14:00',
    until: '15:30',
    place: '恒润化工上虞厂区',
    position: { lng: 120.89, lat: 30.13 },
  },
  {
    key: 'jiashan-pumps',
    type: 'visit',
    subject: '嘉善高新：看泵房改造现场',
    owner: 'lina',
    with: [],
    account: 'jiashan',
    on: 1,
    from: '11:00',
    until: '12:00',
    place: '嘉善高新园区泵房',
    position: { lng: 120.926, lat: 30.831 },
  },
  {
    key: 'hengrun-power-call',
    type: 'visit',
    subject: '恒润热电：送循环泵报价',
    owner: 'lina',
    with: [],
    account: 'hengrun-power',
    on: 1,
    from: '16:30',
    until: '17:30',
    place: '绍兴袍江恒润热电',
    position: { lng: 120.63, lat: 30.06 },
  },
  {
    key: 'hengrun-demo',
    type: 'demo',
    subject: '磁力泵选型演示',
    owner: 'lina',
    with: ['zhou'],
    account: 'hengrun',
    on: 3,
    from: '10:00',
    until: '11:30',
  },
];

/** Events of the days to come; the story of the past has its own entries. */
export async function seedEvents(writer: StoryWriter, calendar: Calendar, cast: ReadonlyMap<string, string>): Promise<void> {
  const accounts = await writer.ids('account');
  await writer.save(
    'activity',
    events.map((event) => {
      const day = calendar.workday(event.on);
      const owner = cast.get(event.owner) ?? null;
      const account = accounts.get(event.account ?? '');
      const others = event.with.flatMap((key) => cast.get(key) ?? []).filter((user) => user !== owner);
      return created('activity', `event-${event.key}`, calendar.past(-1, '17:30'), owner, {
        type: event.type,
        subject: event.subject,
        owner,
        startAt: calendar.at(day, event.from).toISOString(),
        endAt: calendar.at(day, event.until).toISOString(),
        remindBefore: 15,
        ...(event.place ? { place: event.place } : {}),
        ...(event.position ? { position: event.position } : {}),
        ...(event.recurrence ? { recurrence: event.recurrence } : {}),
        ...(account ? { related: [{ object: 'account', id: account }] } : {}),
        ...(others.length > 0 ? { attendees: others.map((id) => ({ object: 'user', id })) } : {}),
      });
    }),
  );
}
