import { type FieldMeta, useAction, useCreateRecord, useLabel, useObject, useSaveRecord } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { type Decision, roomChanged } from './room-data.ts';
import { texts } from './room-texts.ts';

const fields = {
  // several lines high: a decision is a sentence or two
  name: { name: 'name', type: 'longText', max: 1000, label: texts.decision },
  reason: { name: 'reason', type: 'text', max: 500, label: texts.reason },
} as const satisfies Record<string, FieldMeta>;

interface Props {
  readonly deal: string;
  readonly onClose: () => void;
}

/** A new decision, or another wording of one. */
export function DecisionDialog({ deal, decision, onClose }: Props & { readonly decision?: Decision }) {
  const text = useLabel();
  const meta = useObject('dealDecision').data;
  const create = useCreateRecord('dealDecision');
  const save = useSaveRecord('dealDecision');
  if (!meta) return null;
  const title = text(decision ? texts.change : texts.decide);
  return (
    <FieldsDialog
      meta={meta}
      title={title}
      {...(decision ? { text: text(texts.changeHint) } : {})}
      fields={[{ field: fields.name, required: true, start: decision?.name ?? null }]}
      confirm={title}
      onClose={onClose}
      onSubmit={async ({ name }) => {
        if (decision) await save.mutateAsync({ id: decision.id, version: decision.version, changes: { name } });
        else await create.mutateAsync({ values: { name, opportunity: deal } });
        await roomChanged(deal);
        onClose();
      }}
    />
  );
}

export function WithdrawDialog({ deal, decision, onClose }: Props & { readonly decision: Decision }) {
  const text = useLabel();
  const meta = useObject('dealDecision').data;
  const run = useAction('dealDecision');
  if (!meta) return null;
  return (
    <FieldsDialog
      meta={meta}
      title={text(texts.withdrawOf)}
      text={text(texts.withdrawHint)}
      fields={[{ field: fields.reason, required: true, start: null }]}
      confirm={text(texts.withdraw)}
      onClose={onClose}
      onSubmit={async ({ reason }) => {
        await run.mutateAsync({ id: decision.id, action: 'withdraw', input: { reason } });
        await roomChanged(deal);
        onClose();
      }}
    />
  );
}
