import { Button, fieldOf, IconButton, type ObjectMeta, useLabel, useObject } from '@huanke/platform/ui';
import { useState } from 'react';
import type { PlayStep } from './data.ts';
import { Materials } from './Materials.tsx';
import { texts } from './texts.ts';

interface StepProps {
  readonly object: ObjectMeta;
  readonly number: number;
  readonly step: PlayStep;
  readonly onChange: (step: PlayStep) => void;
  readonly onUp: () => void;
  readonly onRemove: () => void;
}

const proofValue = ({ proof }: PlayStep): string =>
  !proof ? '' : 'field' in proof ? `field ${proof.field}` : `activity ${proof.activity}`;

function proofOf(value: string): PlayStep['proof'] {
  const [kind, name = ''] = value.split(' ');
  return kind === 'field' ? { field: name } : kind === 'activity' ? { activity: name } : null;
}

/** Ticked by hand, or by what the record holds, or by a follow-up. */
function ProofSelect({ object, number, step, onChange }: Pick<StepProps, 'object' | 'number' | 'step' | 'onChange'>) {
  const text = useLabel();
  const types = fieldOf(useObject('activity').data, 'type')?.options ?? [];
  const fields = object.fields.filter(
    ({ name, type }) => !['id', 'version', 'owner'].includes(name) && type !== 'stage' && type !== 'boolean',
  );
  return (
    <select
      className="inp"
      aria-label={`${text(texts.step).replace('{number}', String(number))} ${text(texts.proof)}`}
      value={proofValue(step)}
      onChange={(event) => onChange({ ...step, proof: proofOf(event.target.value) })}
    >
      <option value="">{text(texts.byHand)}</option>
      <optgroup label={text(texts.byActivity)}>
        {types
          .filter(({ key }) => key !== 'task')
          .map(({ key, label }) => (
            <option key={key} value={`activity ${key}`}>
              {text(label)}
            </option>
          ))}
      </optgroup>
      <optgroup label={text(texts.byField)}>
        {fields.map(({ name, label }) => (
          <option key={name} value={`field ${name}`}>
            {text(label)}
          </option>
        ))}
      </optgroup>
    </select>
  );
}

/** One step as the company writes it. */
export function StepEditor({ object, number, step, onChange, onUp, onRemove }: StepProps) {
  const text = useLabel();
  const numbered = (words: (typeof texts)['step' | 'remove' | 'up']) => text(words).replace('{number}', String(number));
  const [open, setOpen] = useState(false);
  return (
    <li>
      <div className="pb-step">
        <input
          className="inp"
          aria-label={numbered(texts.step)}
          value={step.text}
          maxLength={200}
          onChange={(event) => onChange({ ...step, text: event.target.value })}
        />
        <label>
          <input
            type="checkbox"
            checked={step.required ?? false}
            onChange={(event) => onChange({ ...step, required: event.target.checked })}
          />
          {text(texts.required)}
        </label>
        <ProofSelect object={object} number={number} step={step} onChange={onChange} />
        <Button size="sm" kind="ghost" icon={open ? 'up' : 'down'} aria-expanded={open} onClick={() => setOpen(!open)}>
          {text(texts.more)}
        </Button>
        {number > 1 && <IconButton icon="up" label={numbered(texts.up)} onClick={onUp} />}
        <IconButton icon="close" label={numbered(texts.remove)} onClick={onRemove} />
      </div>
      {open && (
        <div className="pb-more">
          <textarea
            className="inp"
            rows={3}
            aria-label={text(texts.script)}
            placeholder={text(texts.script)}
            value={step.script ?? ''}
            maxLength={4000}
            onChange={(event) => onChange({ ...step, script: event.target.value })}
          />
          <Materials list={step.materials ?? []} onChange={(materials) => onChange({ ...step, materials })} />
        </div>
      )}
    </li>
  );
}
