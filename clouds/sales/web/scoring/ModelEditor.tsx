import { api, Button, Field, toast, useLabel } from '@huanke/platform/ui';
import { FormProblem, useSubmit } from '@huanke/platform/ui/settings';
import { useEffect, useState } from 'react';
import { fill } from '../fill.ts';
import { Distribution } from './Distribution.tsx';
import { changed, modelsChanged, type ScoreDefinition, type ScoreModel } from './data.ts';
import { GroupEditor } from './GroupEditor.tsx';
import { texts } from './texts.ts';

const settleMs = 400;

/** The value, once it has stood still for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The rules of one version beside what they give. What is changed of a published version becomes a new draft. */
export function ModelEditor({
  model,
  definition,
  onClose,
}: {
  readonly model: ScoreModel | null;
  readonly definition: ScoreDefinition;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const [now, setNow] = useState(definition);
  const draft = model?.status === 'draft' ? model : null;
  const shown = useSettled(now);
  const submit = useSubmit(async () => {
    await (draft ? api.put(`/score-models/${draft.id}`, now) : api.post('/score-models', now));
    await modelsChanged();
    toast.ok(text(texts.saved));
    onClose();
  });
  return (
    <div className="scoreedit">
      <form ref={submit.form} className="set-form" noValidate onSubmit={submit.onSubmit}>
        <FormProblem error={submit.error} fields={['groups', 'grades', 'halfLifeDays']} />
        <div className="plain">
          <GradeFields definition={now} onChange={setNow} problem={submit.problem} />
          {now.groups.map((group, at) => (
            <GroupEditor
              key={at}
              at={at}
              group={group}
              problem={submit.problem}
              onChange={(next) => setNow({ ...now, groups: changed(now.groups, at, next) })}
            />
          ))}
          {submit.problem('groups') && <p className="err">{submit.problem('groups')}</p>}
          <Button
            icon="plus"
            onClick={() => setNow({ ...now, groups: [...now.groups, { name: text(texts.newGroup), cap: null, rules: [] }] })}
          >
            {text(texts.addGroup)}
          </Button>
        </div>
        <div className="foot">
          <Button onClick={onClose}>{text(texts.back)}</Button>
          <Button kind="primary" busy={submit.busy} onClick={submit.run}>
            {text(model === draft ? texts.save : texts.saveAs)}
          </Button>
        </div>
      </form>
      <Distribution definition={shown} />
    </div>
  );
}

function GradeFields({
  definition,
  problem,
  onChange,
}: {
  readonly definition: ScoreDefinition;
  readonly problem: (field: string) => string | undefined;
  readonly onChange: (next: ScoreDefinition) => void;
}) {
  const text = useLabel();
  const { grades, halfLifeDays } = definition;
  return (
    <section className="scoregrades" aria-label={text(texts.settings)}>
      {(['a', 'b', 'c'] as const).map((key) => (
        <Field key={key} label={fill(text(texts.gradeFrom), { grade: key.toUpperCase() })} error={problem(`grades.${key}`)}>
          {(control) => (
            <input
              className="inp"
              {...control}
              type="number"
              value={grades[key]}
              onChange={(event) => onChange({ ...definition, grades: { ...grades, [key]: Number(event.target.value) } })}
            />
          )}
        </Field>
      ))}
      <Field label={text(texts.halfLife)} hint={text(texts.halfLifeHint)} error={problem('halfLifeDays')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            type="number"
            value={halfLifeDays}
            onChange={(event) => onChange({ ...definition, halfLifeDays: Number(event.target.value) })}
          />
        )}
      </Field>
    </section>
  );
}
