import { api, Button, confirm, EmptyState, ErrorState, Skeleton, Tag, toast, useFormat, useJob, useLabel } from '@huanke/platform/ui';
import { JobProgress, SettingsFrame } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { fill } from '../fill.ts';
import { firstDefinition, modelsChanged, type ScoreDefinition, type ScoreModel, useModels } from './data.ts';
import { ModelEditor } from './ModelEditor.tsx';
import { texts } from './texts.ts';
import './scoring.css';

interface Open {
  /** Null: a version that is not saved yet. */
  readonly model: ScoreModel | null;
  readonly definition: ScoreDefinition;
}

/** 设置 › 线索评分: versions of the rules; one is edited and tried out at a time. */
export function ScoringPage() {
  const text = useLabel();
  const { data: models, error, refetch } = useModels();
  const [open, setOpen] = useState<Open | null>(null);
  const begin = () => {
    const last = models?.find(({ status }) => status === 'published') ?? models?.[0];
    setOpen({ model: null, definition: last?.definition ?? firstDefinition((key) => text(texts.template[key])) });
  };
  return (
    <SettingsFrame
      page="scoring"
      wide
      text={text(texts.intro)}
      actions={
        !open && (
          <Button kind="primary" icon="plus" onClick={begin}>
            {text(texts.create)}
          </Button>
        )
      }
    >
      {open ? (
        <ModelEditor key={open.model?.id ?? 'new'} model={open.model} definition={open.definition} onClose={() => setOpen(null)} />
      ) : (
        <>
          {error && !models && <ErrorState error={error} onRetry={() => void refetch()} />}
          {!models && !error && <Skeleton lines={4} />}
          {models?.length === 0 && <EmptyState icon="target" title={text(texts.none)} text={text(texts.noneText)} />}
          {models && models.length > 0 && (
            <ol className="scorelist" aria-label={text(texts.page)}>
              {models.map((model) => (
                <Version key={model.id} model={model} onOpen={() => setOpen({ model, definition: model.definition })} />
              ))}
            </ol>
          )}
        </>
      )}
    </SettingsFrame>
  );
}

const tones = { draft: 'neutral', publishing: 'warn', published: 'ok', retired: 'neutral' } as const;

function Version({ model, onOpen }: { readonly model: ScoreModel; readonly onOpen: () => void }) {
  const text = useLabel();
  const format = useFormat();
  const { id, version, status } = model;
  const name = fill(text(texts.version), { version });
  const unfinished = status === 'publishing' || model.step !== null;
  const publish = async () => {
    const question = {
      title: fill(text(texts.publishTitle), { version }),
      text: text(texts.publishText),
      confirm: text(texts.publish),
    };
    if (!unfinished && !(await confirm(question))) return;
    await api.post(`/score-models/${id}/publish`).then(modelsChanged, toast.error);
  };
  return (
    <li className="card">
      <div className="head">
        <b>{name}</b>
        <Tag small tone={tones[status]}>
          {text(texts.status[status])}
        </Tag>
        <span className="note">{format.dateTime(model.publishedAt ?? model.updatedAt)}</span>
        <span className="sp" />
        <Button size="sm" onClick={onOpen}>
          {text(status === 'draft' ? texts.edit : texts.look)}
        </Button>
        {status === 'draft' && (
          <>
            <Button size="sm" onClick={() => void api.delete(`/score-models/${id}`).then(modelsChanged, toast.error)}>
              {text(texts.remove)}
            </Button>
            <Button size="sm" kind="primary" onClick={() => void publish()}>
              {text(texts.publish)}
            </Button>
          </>
        )}
      </div>
      {unfinished && model.job && <Publishing key={model.job} job={model.job} onGoOn={() => void publish()} />}
    </li>
  );
}

/** How far publishing is; where it was stopped it can be taken up again. */
function Publishing({ job, onGoOn }: { readonly job: string; readonly onGoOn: () => void }) {
  const text = useLabel();
  const status = useJob(job)?.status;
  const stopped = status === 'failed' || status === 'cancelled';
  return (
    <div className="progress">
      <JobProgress id={job} onDone={() => void modelsChanged()} />
      {stopped && (
        <Button size="sm" onClick={onGoOn}>
          {text(texts.goOn)}
        </Button>
      )}
    </div>
  );
}
