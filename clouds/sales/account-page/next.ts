import { dayIn, daysBetween, type Label, label } from '@huanke/platform/kernel';
import { type Context, metaOf, type NextActionDefinition, type Suggestion, type Values } from '@huanke/platform/module';
import { queryRecords } from '@huanke/platform/records';
import { stagesOf } from '../deals/stages.ts';
import { coverageOf } from '../people/coverage.ts';

/** Days before a deadline within which a tender is worth naming. */
const SOON_DAYS = 7;

const today = (ctx: Context) => dayIn(ctx.tenant.timeZone, ctx.clock.now());
const dealFields = ['account', 'stage', 'name', 'amount', 'closeOn', 'stalled', 'stalledWhy', 'nextStep', 'nextStepOn'].map(
  (field) => `opportunity.${field}`,
);

const about = (object: string, record: Values, title: string) => ({ object, record: { id: String(record['id']), title } });

/** Why a deal wants attention, the gravest reason; nothing of one that goes well. */
function dealSuggestion(ctx: Context, deal: Values): Suggestion[] {
  const name = String(deal['name'] ?? '');
  const day = today(ctx);
  const [closeOn, nextOn] = [deal['closeOn'] as string | null, deal['nextStepOn'] as string | null];
  const made = (weight: number, title: Label, why: Label): Suggestion[] => [{ weight, title, why, ...about('opportunity', deal, name) }];
  if (closeOn && closeOn < day) {
    const late = daysBetween(closeOn, day);
    return made(
      82,
      label(`更新预计成交日：${name}`, `Set a new close date: ${name}`),
      label(`预计成交日已过 ${late} 天`, `Expected ${late} days ago`),
    );
  }
  if (deal['stalled'] === true) {
    const why =
      deal['stalledWhy'] === 'stage' ? label('在当前阶段停留超时', 'Too long in its stage') : label('久未跟进', 'No activity for long');
    return made(75, label(`推进停滞的商机：${name}`, `Move the stalled deal on: ${name}`), why);
  }
  if (deal['nextStep'] && nextOn && nextOn <= day) {
    const step = String(deal['nextStep']);
    return made(70, label(`${step}（${name}）`, `${step} (${name})`), label(`下一步定在 ${nextOn}`, `The next step was set for ${nextOn}`));
  }
  return [];
}

/** Open deals that are late, stalled or whose next step is due; the largest first. */
const deals: NextActionDefinition = {
  name: 'deals',
  of: 'account',
  needs: ['opportunity', ...dealFields],
  async suggest(ctx, account) {
    const { records } = await queryRecords(ctx, metaOf(ctx, 'opportunity'), {
      fields: ['name', 'closeOn', 'stalled', 'stalledWhy', 'nextStep', 'nextStepOn'],
      filter: openOf(ctx, account),
      sort: [{ field: 'amount', direction: 'desc' }],
      limit: 50,
    });
    return records.flatMap((deal) => dealSuggestion(ctx, deal));
  },
};

const openOf = (ctx: Context, account: string) => ({
  and: [
    { field: 'account', op: 'eq', value: account },
    { field: 'stage', op: 'in', value: stagesOf(ctx, 'open') },
  ],
});

/** Roles that the stage of the largest open deal asks for and nobody is known to hold. */
const missingRoles: NextActionDefinition = {
  name: 'missingRoles',
  of: 'account',
  needs: ['opportunity', ...dealFields, 'opportunityContact', 'opportunityContact.role'],
  async suggest(ctx, account) {
    const { records } = await queryRecords(ctx, metaOf(ctx, 'opportunity'), {
      fields: ['name'],
      filter: openOf(ctx, account),
      sort: [{ field: 'amount', direction: 'desc' }],
      limit: 1,
    });
    const [deal] = records;
    if (!deal) return [];
    const { missing } = await coverageOf(ctx, String(deal['id']));
    if (missing.length === 0) return [];
    const [zh, en] = [missing.map(({ label: role }) => role.zh).join('、'), missing.map(({ label: role }) => role.en).join(', ')];
    const name = String(deal['name'] ?? '');
    return [
      {
        weight: 60,
        title: label(`找到${zh}`, `Find the ${en}`),
        why: label(`“${name}”到了这个阶段还没有${zh}`, `"${name}" has come this far without one`),
        ...about('opportunity', deal, name),
      },
    ];
  },
};

/** Tenders whose deadline is near. */
const tenders: NextActionDefinition = {
  name: 'tenders',
  of: 'account',
  needs: ['tender', 'tender.buyer', 'tender.status', 'tender.deadlineAt', 'tender.name'],
  async suggest(ctx, account) {
    const open = ['discovered', 'registered', 'approval', 'preparing', 'sealed'];
    const { records } = await queryRecords(ctx, metaOf(ctx, 'tender'), {
      fields: ['name', 'deadlineAt'],
      filter: {
        and: [
          { field: 'buyer', op: 'eq', value: account },
          { field: 'status', op: 'in', value: open },
          { field: 'deadlineAt', op: 'within', value: `nextNDays:${SOON_DAYS}` },
        ],
      },
      sort: [{ field: 'deadlineAt' }],
      limit: 3,
    });
    return records.map((tender): Suggestion => {
      const name = String(tender['name'] ?? '');
      const days = daysBetween(today(ctx), dayIn(ctx.tenant.timeZone, new Date(String(tender['deadlineAt']))));
      return {
        weight: 95,
        title: label(`递交投标：${name}`, `Submit the bid: ${name}`),
        why: days <= 0 ? label('今天截止', 'Closes today') : label(`${days} 天后截止`, `Closes in ${days} days`),
        ...about('tender', tender, name),
      };
    });
  },
};

/** Projects that were found abnormal. */
const projects: NextActionDefinition = {
  name: 'projects',
  of: 'account',
  needs: ['project', 'project.account', 'project.abnormalWhy', 'project.abnormalAt', 'project.name'],
  async suggest(ctx, account) {
    const meta = metaOf(ctx, 'project');
    const { records } = await queryRecords(ctx, meta, {
      fields: ['name', 'abnormalWhy'],
      filter: {
        and: [
          { field: 'account', op: 'eq', value: account },
          { field: 'abnormalAt', op: 'isNotNull' },
        ],
      },
      sort: [{ field: 'abnormalAt' }],
      limit: 3,
    });
    const options = meta.fields.get('abnormalWhy')?.options ?? [];
    return records.map((project): Suggestion => {
      const reasons = options.filter(({ key }) => ((project['abnormalWhy'] as string[] | null) ?? []).includes(key));
      const name = String(project['name'] ?? '');
      return {
        weight: 78,
        title: label(`处理项目异常：${name}`, `See to the project: ${name}`),
        why: label(
          reasons.map((one) => one.label.zh).join('、') || '项目异常',
          reasons.map((one) => one.label.en).join(', ') || 'Abnormal',
        ),
        ...about('project', project, name),
      };
    });
  },
};

export const accountNext: readonly NextActionDefinition[] = [deals, missingRoles, tenders, projects];
