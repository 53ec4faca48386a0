import { dayIn, daysBetween, label } from '@huanke/platform/kernel';
import { type Context, metaOf, type NextActionDefinition, type Suggestion } from '@huanke/platform/module';
import { countRecords, getRecord } from '@huanke/platform/records';
import { type ActivityFacts, activityFacts } from './activity-facts.ts';

/** Days without a word after which an account is worth a call. */
const QUIET_DAYS = 30;

const dayOf = (ctx: Context, at: Date) => dayIn(ctx.tenant.timeZone, at);
const today = (ctx: Context) => dayOf(ctx, ctx.clock.now());

const dueTasks = (ctx: Context, { tasks }: ActivityFacts): Suggestion[] =>
  tasks.map(({ id, subject, dueOn }) => {
    const late = daysBetween(dueOn, today(ctx));
    return {
      weight: late > 0 ? 90 : 85,
      title: label(`完成任务：${subject || '未命名'}`, `Finish the task: ${subject || 'untitled'}`),
      why: late > 0 ? label(`已逾期 ${late} 天`, `${late} days overdue`) : label('今天到期', 'Due today'),
      object: 'activity',
      record: { id, title: subject },
    };
  });

function planned(ctx: Context, { next }: ActivityFacts): Suggestion[] {
  if (!next) return [];
  const { id, subject, at } = next;
  const days = daysBetween(today(ctx), dayOf(ctx, at));
  return [
    {
      weight: days <= 1 ? 80 : 50,
      title: label(`准备日程：${subject || '未命名'}`, `Prepare: ${subject || 'untitled'}`),
      why: days === 0 ? label('安排在今天', 'Planned for today') : label(`安排在 ${days} 天后`, `Planned in ${days} days`),
      object: 'activity',
      record: { id, title: subject },
    },
  ];
}

const ofAccount = async (ctx: Context, account: string) => {
  const meta = metaOf(ctx, 'account');
  const record = await getRecord(ctx, meta, account, ['id', meta.title]);
  return { id: account, title: String(record[meta.title] ?? '') };
};

async function quiet(ctx: Context, account: string, { lastAt }: ActivityFacts): Promise<Suggestion[]> {
  const days = lastAt === null ? null : daysBetween(dayOf(ctx, lastAt), today(ctx));
  if (days !== null && days < QUIET_DAYS) return [];
  const why =
    days === null ? label('还没有跟进记录', 'Nobody has been in touch yet') : label(`${days} 天没有联系`, `No contact for ${days} days`);
  const title = label('联系客户', 'Get in touch');
  return [{ weight: days === null ? 30 : 40, title, why, object: 'account', record: await ofAccount(ctx, account) }];
}

/** Tasks that are due, the next thing planned, and a call where nobody has spoken to the account for long. */
const activities: NextActionDefinition = {
  name: 'activities',
  of: 'account',
  needs: ['activity', ...['related', 'type', 'done', 'dueOn', 'startAt', 'subject', 'status'].map((field) => `activity.${field}`)],
  async suggest(ctx, account) {
    const facts = await activityFacts(ctx, account);
    return [...dueTasks(ctx, facts), ...planned(ctx, facts), ...(await quiet(ctx, account, facts))];
  },
};

/** Nobody there is known by name. */
const nobodyKnown: NextActionDefinition = {
  name: 'nobodyKnown',
  of: 'account',
  needs: ['contact', 'contact.account'],
  async suggest(ctx, account) {
    const { value } = await countRecords(ctx, metaOf(ctx, 'contact'), { field: 'account', op: 'eq', value: account });
    if (value > 0) return [];
    return [
      {
        weight: 35,
        title: label('补充联系人', 'Add a contact'),
        why: label('这家客户还没有联系人', 'Nobody is known there yet'),
        object: 'account',
        record: await ofAccount(ctx, account),
        create: 'contact',
      },
    ];
  },
};

export const accountNext: readonly NextActionDefinition[] = [activities, nobodyKnown];
