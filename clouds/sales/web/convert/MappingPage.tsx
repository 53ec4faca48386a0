import { ApiError, Button, confirm, ErrorState, type FieldProblem, Skeleton, toast, useLabel, useObject } from '@huanke/platform/ui';
import { SettingsFrame } from '@huanke/platform/ui/settings';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { MappingLines } from './MappingLines.tsx';
import { type Line, type MadeObject, type Mapping, madeObjects, restoreMapping, saveMapping, useMapping } from './mapping.ts';
import { texts } from './texts.ts';
import './mapping.css';

/** 设置 › 转换映射: which fields of a lead go where when it is converted. */
export function MappingPage() {
  const text = useLabel();
  const { data, error, refetch } = useMapping();
  return (
    <SettingsFrame page="conversion" wide text={text(texts.intro)}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && <Editor key={`${data.version}`} mapping={data} />}
    </SettingsFrame>
  );
}

function Editor({ mapping }: { readonly mapping: Mapping }) {
  const text = useLabel();
  const [lines, setLines] = useState<readonly Line[]>(mapping.lines);
  const [problems, setProblems] = useState<readonly FieldProblem[]>(
    mapping.lines.flatMap(({ problem }, index) =>
      problem ? [{ field: `lines[${index}].to`, code: 'INVALID_VALUE', message: text(problem) }] : [],
    ),
  );
  const [busy, setBusy] = useState(false);
  const change = (next: readonly Line[]) => {
    setLines(next);
    setProblems([]);
  };
  const run = async (work: () => Promise<void>, done?: string) => {
    setBusy(true);
    try {
      await work();
      setProblems([]);
      if (done) toast.ok(done);
    } catch (error) {
      if (error instanceof ApiError && error.status === 422) setProblems(error.errors);
      else toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  const restore = async () => {
    if (await confirm({ title: text(texts.restore), text: text(texts.restoreText), confirm: text(texts.restore) }))
      await run(restoreMapping);
  };
  return (
    <div className="mapping">
      <p className="note">
        {mapping.isShipped ? text(texts.shippedNow) : text(texts.version).replace('{version}', String(mapping.version))}
        {mapping.version > 0 && <Link to="/settings/changes?kind=conversionMapping">{text(texts.history)}</Link>}
      </p>
      {madeObjects.map((object) => (
        <Part key={object} object={object} mapping={mapping} lines={lines} problems={problems} onChange={change} />
      ))}
      <div className="foot">
        <Button kind="primary" busy={busy} onClick={() => void run(() => saveMapping(lines), text(texts.saved))}>
          {text(texts.save)}
        </Button>
        {!mapping.isShipped && <Button onClick={() => void restore()}>{text(texts.restore)}</Button>}
      </div>
    </div>
  );
}

interface PartProps {
  readonly object: MadeObject;
  readonly mapping: Mapping;
  readonly lines: readonly Line[];
  readonly problems: readonly FieldProblem[];
  readonly onChange: (lines: readonly Line[]) => void;
}

function Part({ object, mapping, lines, problems, onChange }: PartProps) {
  const text = useLabel();
  const meta = useObject(object).data;
  const name = text(meta?.label) || object;
  const own = lines.flatMap((line, index) => (line.object === object ? [{ line, index }] : []));
  const free = mapping.targets.filter(
    (target) => target.object === object && target.from.length > 0 && !own.some(({ line }) => line.to === target.to),
  );
  const add = (to: string) => {
    const target = free.find((one) => one.to === to);
    // a field of the same name is what is meant most of the time
    const from = target?.from.find((one) => one === to) ?? '';
    if (target) onChange([...lines, { from, object, to }]);
  };
  return (
    <section className="card" aria-label={name}>
      <h2>{name}</h2>
      {own.length === 0 ? (
        <p className="note">{text(texts.none)}</p>
      ) : (
        <MappingLines mapping={mapping} own={own} lines={lines} problems={problems} onChange={onChange} />
      )}
      {free.length > 0 && (
        <select
          className="inp"
          aria-label={text(texts.addTo).replace('{object}', name)}
          value=""
          onChange={(event) => add(event.target.value)}
        >
          <option value="">{text(texts.add)}</option>
          {free.map((target) => (
            <option key={target.to} value={target.to}>
              {text(target.label)}
            </option>
          ))}
        </select>
      )}
    </section>
  );
}
