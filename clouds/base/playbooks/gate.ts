import { AppError, label } from '@huanke/platform/kernel';
import { lineOf, processOf } from '@huanke/platform/metadata';
import { type Change, type Context, defineHook, type ObjectMeta } from '@huanke/platform/module';
import type { PlayStep } from './contract.ts';
import { playbookOf, stepsOf } from './playbook.ts';
import { doneSteps, type Place, placeKey } from './progress.ts';

/** The places a forward move leaves or leaps: their required steps have to be done. Back, aside, and to lost one may always go. */
function passed(meta: ObjectMeta, { before, values, id }: Change): Place[] {
  const playbook = playbookOf(meta);
  if (!playbook || !before) return [];
  const { field, stages } = playbook;
  const to = values[field.name];
  if (to === undefined || to === before[field.name]) return [];
  const now = { ...before, ...values };
  const line = lineOf(field, processOf(meta, field, now['recordType'])).map(({ key }) => key);
  const [start, end] = [line.indexOf(String(before[field.name])), line.indexOf(String(to))];
  if (start < 0 || end <= start) return [];
  return line.slice(start, end).flatMap((stage) => {
    const steps = stepsOf(meta, stages, stage).filter(({ required }) => required);
    return steps.length === 0 ? [] : [{ id, stage, steps, values: now }];
  });
}

function refusal(field: string, open: readonly PlayStep[]): AppError {
  const names = open.map(({ text }) => text);
  const message = label(`请先完成必做步骤：${names.join('、')}`, `Required steps are still open: ${names.join(', ')}`);
  return new AppError('RULE', 422, message, { errors: [{ field, code: 'RULE', message }] });
}

/** A record does not go on before the required steps of its stage are done. As with gates: new records and imports tell where things stand. */
export const playbookGate = defineHook({
  name: 'base.playbookGate',
  object: '*',
  stage: 'beforeSave',
  on: ['update'],
  async run(ctx: Context, changes, reject) {
    const meta = ctx.whole().meta.object(changes[0]?.object ?? '');
    const playbook = meta && playbookOf(meta);
    if (!meta || !playbook || ctx.channel === 'import') return undefined;
    const places = changes.map((change) => passed(meta, change));
    const done = await doneSteps(ctx, meta, places.flat());
    for (const [index, list] of places.entries()) {
      const open = list.flatMap(({ id, stage, steps }) => steps.filter(({ key }) => !done.has(placeKey(id, stage, key))));
      if (open.length > 0) reject(index, refusal(playbook.field.name, open));
    }
    return undefined;
  },
});
