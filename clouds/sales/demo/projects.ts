import { created } from '@huanke/base/demo';
import type { AuthoredRow, Calendar, StoryWriter } from '@huanke/platform/demo';

type Cast = ReadonlyMap<string, string>;

interface DemoProject {
  readonly key: string;
  readonly name: string;
  readonly account: string;
  readonly product: string;
  readonly owner: string;
  readonly type: string;
  readonly status: string;
  readonly amount: string;
  readonly plannedMargin: string;
  /** name, weight, planned in days from today, accepted in days from today */
  readonly steps: readonly (readonly [string, number, number, number?])[];
  /** name, kind, budget, cost */
  readonly costs: readonly (readonly [string, string, string, string])[];
  /** What is wrong already: the hourly look finds the same. */
  readonly abnormal?: readonly string[];
}

const projects: readonly DemoProject[] = [
  {
    key: 'lingang2',
    name: '二期加压泵房交付',
    account: 'lingang',
    product: 'hbw350',
    owner: 'lina',
    type: 'construction',
    status: 'delivery',
    amount: '1620000.00',
    plannedMargin: '28',
    steps: [
      ['立项', 5, -70, -70],
      ['方案与图纸', 15, -40, -38],
      ['合同签订', 20, -8, -6],
      ['设备到货', 30, 14],
      ['安装调试', 15, 35],
      ['竣工验收', 15, 52],
    ],
    costs: [
      ['泵组与控制柜', 'goods', '980000.00', '612000.00'],
      ['安装队', 'outsourcing', '120000.00', '0.00'],
      ['差旅', 'travel', '36000.00', '14800.00'],
    ],
  },
  {
    key: 'huasheng2',
    name: '二期装置流程泵交付',
    account: 'huasheng',
    product: 'hbc315',
    owner: 'wang',
    type: 'equipment',
    status: 'delivery',
    amount: '1186000.00',
    plannedMargin: '30',
    steps: [
      ['技术协议', 20, -60, -58],
      ['合同签订', 20, -30, -29],
      ['设备到货', 40, -10],
      ['终验', 20, 40],
    ],
    costs: [
      ['泵组', 'goods', '760000.00', '878000.00'],
      ['运费', 'other', '24000.00', '31500.00'],
    ],
    abnormal: ['overdue', 'cost', 'margin'],
  },
];

/** Two projects in delivery: one as it should be, one late and over its budget. */
export async function seedProjects(writer: StoryWriter, calendar: Calendar, cast: Cast): Promise<void> {
  const accounts = await writer.ids('account');
  const products = await writer.ids('product');
  const made = projects.map((project) => {
    const { key, name, type, status, amount, plannedMargin, abnormal } = project;
    const owner = cast.get(project.owner) ?? null;
    const account = accounts.get(project.account) ?? null;
    const marks = abnormal ? { abnormalWhy: abnormal, abnormalAt: calendar.past(-1, '08:23').toISOString() } : {};
    const values = { name, type, status, account, product: products.get(project.product) ?? null, contractAmount: amount, plannedMargin };
    const startOn = calendar.day(project.steps[0]?.[2] ?? 0);
    return { project, owner, row: created('project', key, calendar.past(-12, '10:15'), owner, { ...values, ...marks, startOn, owner }) };
  });
  await writer.save(
    'project',
    made.map(({ row }) => row),
  );
  await writer.save(
    'projectMilestone',
    made.flatMap(({ project, owner, row }) => stepsOf(project, calendar, owner, row.id)),
  );
  await writer.save(
    'projectCost',
    made.flatMap(({ project, owner, row }) =>
      project.costs.map(([name, kind, budget, cost], index) =>
        created('projectCost', `${project.key}-${index + 1}`, calendar.past(-11, '10:40'), owner, {
          project: row.id,
          name,
          kind,
          budget,
          cost,
        }),
      ),
    ),
  );
}

function stepsOf({ key, steps }: DemoProject, calendar: Calendar, owner: string | null, project: string | undefined): AuthoredRow[] {
  return steps.map(([name, weight, plan, accepted], index) => {
    const done =
      accepted === undefined
        ? {}
        : {
            state: 'accepted',
            actualOn: calendar.day(accepted),
            acceptedBy: owner,
            acceptedAt: calendar.past(Math.max(accepted, -11), '16:00').toISOString(),
          };
    const values = { project, line: index + 1, name, weight, planOn: calendar.day(plan), ...done };
    return created('projectMilestone', `${key}-${index + 1}`, calendar.past(-11, '10:20'), owner, values);
  });
}
