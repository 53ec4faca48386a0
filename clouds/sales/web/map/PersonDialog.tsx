import { api, Button, confirm, fieldOf, type ObjectMeta, paths, queryClient, recordKeys, toast, useLabel } from '@huanke/platform/ui';
import { FieldsDialog } from '@huanke/platform/ui/record';
import { Link } from '@tanstack/react-router';
import { texts } from './texts.ts';
import type { DealPerson } from './use-map.ts';

const asked = ['role', 'attitude', 'influence', 'note'] as const;

/** What somebody is in the deal; from here to the contact itself, or off the map. */
export function PersonDialog({
  meta,
  person,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly person: DealPerson;
  readonly onClose: () => void;
}) {
  const text = useLabel();
  const at = `/records/opportunityContact/${person.id}`;
  const renew = () => queryClient.invalidateQueries({ queryKey: recordKeys.object('opportunityContact') });
  const remove = async () => {
    const title = text(texts.removeAsk).replace('{name}', person.name);
    if (!(await confirm({ title, confirm: text(texts.remove), danger: true }))) return;
    try {
      await api.delete(at);
      await renew();
      onClose();
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <FieldsDialog
      meta={meta}
      title={text(texts.edit).replace('{name}', person.name)}
      text={
        <span className="map-links">
          <Link to={paths.record('contact', person.contact)}>{text(texts.open)}</Link>
          <Button kind="link" onClick={() => void remove()}>
            {text(texts.remove)}
          </Button>
        </span>
      }
      fields={asked
        .flatMap((name) => fieldOf(meta, name) ?? [])
        .map((field) => ({ field, required: field.required ?? false, start: person[field.name as (typeof asked)[number]] }))}
      confirm={text(texts.save)}
      onClose={onClose}
      onSubmit={async ({ role, attitude, influence, note }) => {
        await api.patch(at, { role, attitude, influence, note, version: person.version });
        await renew();
        onClose();
      }}
    />
  );
}
