import { type FieldProblem, fieldErrors, isId, label } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import { definePartKind, type FieldMeta, type ObjectMeta, partsOf } from '@huanke/platform/module';
import type { Material, PlayStep, Proof } from './contract.ts';
import { keepFiles } from './materials.ts';

/** How a company works in the stages of one field; the part has the name of the field. */
export interface Playbook {
  readonly stages: Readonly<Record<string, readonly PlayStep[]>>;
}

const mostSteps = 20;
const mostMaterials = 10;
const stepKey = /^[a-z][A-Za-z0-9_]{0,39}$/;
const texts = {
  field: label('打法属于一个阶段字段', 'A playbook belongs to a stage field'),
  stages: label('应为以阶段 key 为名的对象', 'Must be an object by key of the stage'),
  stage: label('没有这个阶段', 'There is no such stage'),
  list: label(`应为最多 ${mostSteps} 个步骤的列表`, `Must be a list of at most ${mostSteps} steps`),
  key: label('以小写字母开头，只含字母、数字和下划线', 'Begins with a small letter and holds letters, digits and underscores'),
  twice: label('这个 key 已经用过', 'This key stands twice'),
  file: label('应为已上传文件的编号', 'Must be the id of an uploaded file'),
  either: label('链接和文件只能二选一', 'Either a link or a file'),
  url: label('应为 http(s) 链接，或以 / 开头的站内地址', 'Must be a link with http(s), or a path of ours that begins with /'),
  proof: label('应为 {field} 或 {activity} 之一', 'Must be either {field} or {activity}'),
  noField: label('没有这个字段', 'There is no such field'),
  noType: label('没有这种跟进类型', 'There is no such type of activity'),
};

/** What steps are checked against, and what is wrong so far. */
interface Reading {
  readonly meta: ObjectMeta;
  readonly activityTypes: ReadonlySet<string>;
  readonly problems: FieldProblem[];
}

function readProof({ meta, activityTypes }: Reading, reader: BodyReader): Proof | null {
  const raw = reader.raw('proof');
  if (raw === undefined || raw === null) return null;
  const { field, activity } = raw as { field?: unknown; activity?: unknown };
  if (typeof field === 'string' && activity === undefined) {
    if (!meta.fields.has(field)) reader.problem('proof.field', 'INVALID_VALUE', texts.noField);
    return { field };
  }
  if (typeof activity === 'string' && field === undefined) {
    if (!activityTypes.has(activity)) reader.problem('proof.activity', 'INVALID_VALUE', texts.noType);
    return { activity };
  }
  return reader.problem('proof', 'INVALID_VALUE', texts.proof) ?? null;
}

function readMaterial({ problems }: Reading, item: unknown, at: string): Material {
  const reader = new BodyReader(item, at);
  reader.only(new Set(['name', 'url', 'file']));
  const name = reader.text('name', { required: true, max: 100 }) ?? '';
  const file = reader.text('file', { max: 40 });
  const url = reader.text('url', { required: !file, max: 1000 }) ?? '';
  const isOurs = /^\/(?!\/)/.test(url);
  if (url && !isOurs && !(/^https?:\/\//i.test(url) && URL.canParse(url))) reader.problem('url', 'INVALID_VALUE', texts.url);
  if (file && url) reader.problem('file', 'INVALID_VALUE', texts.either);
  if (file && !isId(file)) reader.problem('file', 'INVALID_VALUE', texts.file);
  problems.push(...reader.problems);
  return file ? { name, file } : { name, url };
}

function readStep(reading: Reading, item: unknown, at: string): PlayStep {
  const reader = new BodyReader(item, at);
  reader.only(new Set(['key', 'text', 'required', 'script', 'materials', 'proof']));
  const key = reader.text('key', { required: true, max: 40 }) ?? '';
  if (key && !stepKey.test(key)) reader.problem('key', 'INVALID_VALUE', texts.key);
  const step = {
    key,
    text: reader.text('text', { required: true, max: 200 }) ?? '',
    required: reader.boolean('required') ?? false,
    script: reader.text('script', { max: 4000 }) ?? null,
    materials: (reader.list('materials', mostMaterials) ?? []).map((one, index) => readMaterial(reading, one, `${at}.materials[${index}]`)),
    proof: readProof(reading, reader),
  };
  reading.problems.push(...reader.problems);
  return step;
}

function readSteps(reading: Reading, body: unknown, at: string): PlayStep[] {
  if (!Array.isArray(body) || body.length > mostSteps) {
    reading.problems.push({ field: at, code: 'WRONG_TYPE', message: texts.list });
    return [];
  }
  const steps = body.map((item, index) => readStep(reading, item, `${at}[${index}]`));
  const twice = steps.findIndex(({ key }, index) => steps.findIndex((one) => one.key === key) < index);
  if (twice >= 0) reading.problems.push({ field: `${at}[${twice}].key`, code: 'DUPLICATE', message: texts.twice });
  return steps;
}

function readStages(reading: Reading, field: FieldMeta, raw: unknown): Playbook['stages'] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    reading.problems.push({ field: 'stages', code: raw === undefined ? 'REQUIRED' : 'WRONG_TYPE', message: texts.stages });
    return {};
  }
  return Object.fromEntries(
    Object.entries(raw).map(([stage, body]) => {
      const at = `stages.${stage}`;
      if (!field.options?.some(({ key }) => key === stage))
        reading.problems.push({ field: at, code: 'INVALID_VALUE', message: texts.stage });
      return [stage, readSteps(reading, body, at)];
    }),
  );
}

/** `PUT /meta/objects/{object}/parts/playbook/{stage field}` {stages: {proposal: [{key, text, required?, script?, materials?, proof?}]}} */
export const playbookKind = definePartKind<Playbook>({
  kind: 'playbook',
  label: label('打法', 'Playbook'),
  of: 'object',
  loaded: true,
  read(ctx, { object: meta, name }, body) {
    const field = meta?.fields.get(name);
    if (!meta || field?.type !== 'stage') throw fieldErrors([{ field: 'name', code: 'INVALID_VALUE', message: texts.field }]);
    const types = ctx.meta.object('activity')?.fields.get('type')?.options ?? [];
    const reading = { meta, activityTypes: new Set(types.map(({ key }) => key)), problems: [] as FieldProblem[] };
    const reader = new BodyReader(body);
    reader.only(new Set(['stages']));
    const stages = readStages(reading, field, reader.raw('stages'));
    reader.problems.push(...reading.problems);
    reader.finish();
    return { stages };
  },
  afterSave: (tx, _part, { stages }) => keepFiles(tx, stages),
});

/** The playbook of an object with the field it belongs to; the first one, where an object has several stage fields. */
export function playbookOf(meta: ObjectMeta): { readonly field: FieldMeta; readonly stages: Playbook['stages'] } | undefined {
  const part = partsOf<Playbook>(meta, playbookKind.kind).find(({ name }) => meta.fields.has(name));
  const field = part && meta.fields.get(part.name);
  return part && field ? { field, stages: part.definition.stages } : undefined;
}

/** The steps of a stage whose proof can still be had: a step by a field that is gone is ticked by hand. */
export const stepsOf = (meta: ObjectMeta, stages: Playbook['stages'], stage: unknown): readonly PlayStep[] =>
  (stages[String(stage)] ?? []).map((step) =>
    step.proof && 'field' in step.proof && !meta.fields.has(step.proof.field) ? { ...step, proof: null } : step,
  );
