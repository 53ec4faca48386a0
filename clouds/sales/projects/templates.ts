import { type Label, label } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';

/** A milestone as a template names it: its weight in percent, and the days after the start for which it is planned. */
export interface TemplateStep {
  readonly name: Label;
  readonly weight: number;
  readonly days: number;
}

export type ProjectTemplates = Readonly<Record<string, readonly TemplateStep[]>>;

const step = (zh: string, en: string, weight: number, days: number): TemplateStep => ({ name: label(zh, en), weight, days });

/** What projects of each type go through, from the start to the acceptance (SAL-16); weights add up to 100. */
export const shippedTemplates: ProjectTemplates = {
  equipment: [
    step('立项', 'Start', 5, 0),
    step('技术协议', 'Technical agreement', 15, 20),
    step('合同签订', 'Contract signed', 20, 45),
    step('设备到货', 'Goods delivered', 30, 105),
    step('安装调试', 'Installed', 15, 130),
    step('终验', 'Final acceptance', 15, 160),
  ],
  construction: [
    step('立项', 'Start', 5, 0),
    step('方案与图纸', 'Design', 15, 30),
    step('合同签订', 'Contract signed', 15, 60),
    step('进场施工', 'Works begin', 15, 90),
    step('竣工', 'Works completed', 30, 240),
    step('竣工验收', 'Acceptance', 20, 270),
  ],
  hospital: [
    step('立项', 'Start', 5, 0),
    step('科室试用', 'Trial in the ward', 25, 45),
    step('药事会/设备科通过', 'Passed by the hospital', 30, 120),
    step('签约', 'Contract signed', 20, 150),
    step('首批供货验收', 'First delivery accepted', 20, 180),
  ],
};

const mostSteps = 50;
const texts = {
  object: label('应为以项目类型为名的对象', 'Must be an object by type of project'),
  list: label(`应为最多 ${mostSteps} 个里程碑的列表`, `Must be a list of at most ${mostSteps} milestones`),
  total: label('权重合计不能超过 100', 'The weights add up to more than 100'),
};

/** `templates: {equipment: [{name, weight, days}]}` of the settings of projects. */
export function readTemplates(reader: BodyReader): ProjectTemplates | undefined {
  const raw = reader.raw('templates');
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw !== 'object' || Array.isArray(raw)) return reader.problem('templates', 'WRONG_TYPE', texts.object);
  return Object.fromEntries(
    Object.entries(raw).map(([type, steps]) => {
      const at = `templates.${type}`;
      if (!Array.isArray(steps) || steps.length > mostSteps) reader.problem(at, 'WRONG_TYPE', texts.list);
      const read = (Array.isArray(steps) ? steps : []).map((item, index) => readStep(reader, item, `${at}[${index}]`));
      if (read.reduce((sum, { weight }) => sum + weight, 0) > 100) reader.problem(at, 'INVALID_VALUE', texts.total);
      return [type, read];
    }),
  );
}

function readStep(reader: BodyReader, item: unknown, at: string): TemplateStep {
  const one = new BodyReader(item, at);
  one.only(new Set(['name', 'weight', 'days']));
  const made = {
    name: one.label('name', true) ?? label('里程碑', 'Milestone'),
    weight: one.integer('weight', 0, 100) ?? 0,
    days: one.integer('days', 0, 3650) ?? 0,
  };
  reader.problems.push(...one.problems);
  return made;
}
