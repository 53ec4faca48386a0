import {
  apiUrl,
  Button,
  Drawer,
  Icon,
  type ObjectMeta,
  type RecordData,
  Ring,
  toast,
  useCan,
  useFormat,
  useLabel,
} from '@huanke/platform/ui';
import { useState } from 'react';
import { type StepView, tick, usePlaybook } from './data.ts';
import { texts } from './texts.ts';
import './playbook.css';

/** What the hand over a step tells: who ticked it, or what will. */
function useHint() {
  const text = useLabel();
  const format = useFormat();
  return ({ done, proof }: StepView): string => {
    if (proof) return text(proof.kind === 'field' ? texts.provenField : texts.provenActivity).replace('{name}', text(proof.label));
    if (!done?.at) return '';
    return text(texts.tickedBy)
      .replace('{name}', done.by?.title ?? '--')
      .replace('{at}', format.relative(done.at));
  };
}

function Help({ step, fileBase, onClose }: { readonly step: StepView; readonly fileBase: string; readonly onClose: () => void }) {
  const text = useLabel();
  return (
    <Drawer open title={step.text} onClose={onClose}>
      <div className="pb-help">
        {step.script && (
          <>
            <h3>{text(texts.script)}</h3>
            <p className="pre">{step.script}</p>
          </>
        )}
        {step.materials.length > 0 && (
          <>
            <h3>{text(texts.materials)}</h3>
            <ul>
              {step.materials.map(({ name, url, file }) => (
                <li key={`${name} ${url ?? file}`}>
                  <a href={file ? apiUrl(`${fileBase}/${file}`) : url} target="_blank" rel="noreferrer">
                    <Icon name={file ? 'file' : 'link'} />
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Drawer>
  );
}

function Step({
  step,
  fileBase,
  mayTick,
  onTick,
}: {
  readonly step: StepView;
  readonly fileBase: string;
  readonly mayTick: boolean;
  readonly onTick: (done: boolean) => Promise<void>;
}) {
  const text = useLabel();
  const hint = useHint();
  const [help, setHelp] = useState(false);
  // shown at once, until the server has said so
  const [wanted, setWanted] = useState<boolean | null>(null);
  const change = (done: boolean) => {
    setWanted(done);
    onTick(done)
      .catch(toast.error)
      .finally(() => setWanted(null));
  };
  return (
    <li className={step.done ? 'done' : undefined}>
      <label title={hint(step) || undefined}>
        <input
          type="checkbox"
          checked={wanted ?? step.done !== null}
          disabled={!mayTick || step.proof !== null}
          onChange={(event) => change(event.target.checked)}
        />
        <span>{step.text}</span>
        {step.required && !step.done && <em>{text(texts.required)}</em>}
      </label>
      {(step.script || step.materials.length > 0) && (
        <Button
          kind="ghost"
          size="xs"
          icon="info"
          aria-label={text(texts.openStep).replace('{name}', step.text)}
          onClick={() => setHelp(true)}
        />
      )}
      {help && <Help step={step} fileBase={fileBase} onClose={() => setHelp(false)} />}
    </li>
  );
}

/** 打法: the steps of the stage the record stands in. */
export function StepRail({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const { data } = usePlaybook(object.name, record);
  const stage = data && String(record[data.field] ?? '');
  const steps = data?.stages.find(({ key }) => key === stage)?.steps ?? [];
  if (!stage || steps.length === 0) return null;
  const done = steps.filter((step) => step.done).length;
  const name = text(texts.rail);
  return (
    <section className="pb-rail" aria-label={name}>
      <h2>
        <Ring steps={steps.length} done={done} />
        {name}
        <b>{text(texts.progress).replace('{done}', String(done)).replace('{all}', String(steps.length))}</b>
      </h2>
      <ol>
        {steps.map((step) => (
          <Step
            key={step.key}
            step={step}
            fileBase={`/records/${object.name}/${record.id}/playbook/files`}
            mayTick={can(`${object.name}.edit`)}
            onTick={(isDone) => tick(object.name, record.id, { stage, key: step.key, done: isDone })}
          />
        ))}
      </ol>
    </section>
  );
}
