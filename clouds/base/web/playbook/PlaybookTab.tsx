import { Button, ErrorState, type FieldMeta, type ObjectMeta, type Option, Skeleton, toast, useLabel } from '@huanke/platform/ui';
import { FormProblem, TabActions, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { type PlayStep, type Stages, saveStages, useStages } from './data.ts';
import { StepEditor } from './StepEditor.tsx';
import { texts } from './texts.ts';
import './playbook.css';

export const stageField = (object: ObjectMeta): FieldMeta | undefined => object.fields.find(({ type }) => type === 'stage');

/** 打法 in the settings of an object: what is to be done in each stage. */
export function PlaybookTab({ object }: { readonly object: ObjectMeta }) {
  const field = stageField(object);
  const { data, error, refetch } = useStages(object.name, field?.name ?? '');
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || !field) return <Skeleton lines={6} />;
  return <Editor key={JSON.stringify(data)} object={object} field={field} stored={data} />;
}

/** A key no step of the stage has. */
function freshKey(steps: readonly PlayStep[]): string {
  let number = steps.length + 1;
  while (steps.some(({ key }) => key === `step${number}`)) number += 1;
  return `step${number}`;
}

function Editor({ object, field, stored }: { readonly object: ObjectMeta; readonly field: FieldMeta; readonly stored: Stages }) {
  const text = useLabel();
  const [stages, setStages] = useState(stored);
  const isChanged = JSON.stringify(stages) !== JSON.stringify(stored);
  const { busy, error, run } = useSubmit(async () => {
    await saveStages(object.name, field.name, stages);
    toast.ok(text(texts.saved));
  });
  const live = (field.options ?? []).filter(({ active, category }) => active !== false && category === 'open');
  return (
    <>
      <TabActions>
        {isChanged && <Button onClick={() => setStages(stored)}>{text({ zh: '还原', en: 'Discard' })}</Button>}
        <Button kind="primary" busy={busy} disabled={!isChanged} onClick={run}>
          {text({ zh: '保存', en: 'Save' })}
        </Button>
      </TabActions>
      <p className="sub set-note">{text(texts.intro)}</p>
      <FormProblem error={error} fields={[]} />
      {live.map((stage) => (
        <StageSteps
          key={stage.key}
          object={object}
          stage={stage}
          steps={stages[stage.key] ?? []}
          onChange={(steps) => setStages({ ...stages, [stage.key]: steps })}
        />
      ))}
    </>
  );
}

interface StageProps {
  readonly object: ObjectMeta;
  readonly stage: Option;
  readonly steps: readonly PlayStep[];
  readonly onChange: (steps: readonly PlayStep[]) => void;
}

function StageSteps({ object, stage, steps, onChange }: StageProps) {
  const text = useLabel();
  const [name, setName] = useState('');
  const title = text(stage.label);
  const up = (at: number) => {
    const [before, one] = [steps[at - 1], steps[at]];
    if (before && one) onChange([...steps.slice(0, at - 1), one, before, ...steps.slice(at + 1)]);
  };
  return (
    <section className="pb-stage" aria-label={title}>
      <h2>
        {title}
        <span className="note n">{steps.length}</span>
      </h2>
      {steps.length === 0 && <p className="note">{text(texts.noSteps)}</p>}
      <ol>
        {steps.map((step, index) => (
          <StepEditor
            key={step.key}
            object={object}
            number={index + 1}
            step={step}
            onChange={(next) => onChange(steps.map((one) => (one.key === step.key ? next : one)))}
            onUp={() => up(index)}
            onRemove={() => onChange(steps.filter(({ key }) => key !== step.key))}
          />
        ))}
      </ol>
      <form
        className="pb-add"
        onSubmit={(event) => {
          event.preventDefault();
          if (!name.trim()) return;
          onChange([...steps, { key: freshKey(steps), text: name.trim() }]);
          setName('');
        }}
      >
        <input
          className="inp"
          aria-label={text(texts.newStep).replace('{stage}', title)}
          placeholder={text(texts.newStep).replace('{stage}', title)}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" icon="plus" disabled={!name.trim()}>
          {text(texts.addStep)}
        </Button>
      </form>
    </section>
  );
}
