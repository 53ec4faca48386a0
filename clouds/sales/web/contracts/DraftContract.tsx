import {
  Button,
  Dialog,
  explain,
  invalidateRecord,
  type ObjectMeta,
  paths,
  type RecordData,
  useAction,
  useLabel,
} from '@huanke/platform/ui';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { texts } from './texts.ts';

/** 生成合同: asks once, then opens the draft. */
export function DraftContract({
  object,
  record,
  onClose,
}: {
  readonly object: ObjectMeta;
  readonly record: RecordData;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const navigate = useNavigate();
  const run = useAction(object.name);
  const [problem, setProblem] = useState('');
  const make = async () => {
    try {
      const { contract } = (await run.mutateAsync({ id: record.id, action: 'contract' })) as { contract: string };
      await invalidateRecord('contract');
      onClose();
      await navigate({ to: paths.record('contract', contract) });
    } catch (error) {
      const { title, text: more } = explain(error);
      setProblem([title, more].filter(Boolean).join(' '));
    }
  };
  return (
    <Dialog
      title={text(texts.draft)}
      width={420}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text(texts.cancel)}</Button>
          <Button kind="primary" busy={run.isPending} onClick={() => void make()}>
            {text(texts.draft)}
          </Button>
        </>
      }
    >
      <p>{text(texts.draftNote)}</p>
      {problem && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
