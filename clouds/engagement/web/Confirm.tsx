import { Button, toast, useAction, useLabel, useObjects } from '@huanke/platform/ui';
import { letterChanged, useCandidates } from './data.ts';
import { texts } from './texts.ts';

/** Several records bear an address of a letter: the likeliest first, one click says which is meant. */
export function Confirm({ id }: { readonly id: string }) {
  const text = useLabel();
  const objects = useObjects().data;
  const run = useAction('emailMessage');
  const { data } = useCandidates('emails', id, true);
  if (!data) return null;
  const choose = (record: { object: string; id: string }) =>
    run
      .mutateAsync({ id, action: 'confirm', input: { records: [record] } })
      .then(() => letterChanged())
      .then(() => toast.ok(text(texts.confirmed)))
      .catch((error: unknown) => toast.error(error));
  return (
    <div className="mail-confirm">
      <p>{text(data.length > 0 ? texts.toConfirm : texts.none)}</p>
      {data
        .filter((one) => !one.related)
        .map((one) => (
          <Button
            key={one.record.id}
            size="sm"
            icon="link"
            busy={run.isPending}
            onClick={() => void choose({ object: one.object, id: one.record.id })}
          >
            {`${text(objects?.find(({ name }) => name === one.object)?.label)} ${one.record.title}`}
          </Button>
        ))}
    </div>
  );
}
