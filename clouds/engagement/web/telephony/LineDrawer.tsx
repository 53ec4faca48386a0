import { api, Check, Field, useLabel } from '@huanke/platform/ui';
import { FormDrawer, useSubmit } from '@huanke/platform/ui/settings';
import { useState } from 'react';
import { type Line, mailboxChanged } from '../data.ts';
import { texts } from '../texts.ts';

/** A telephone system: a new one, or what one is called and where it places calls. */
export function LineDrawer({
  line,
  onClose,
  onMade,
}: {
  readonly line: Line | null;
  readonly onClose: () => void;
  readonly onMade: (secret: string) => void;
}) {
  const text = useLabel();
  const [values, setValues] = useState({ name: line?.name ?? '', callUrl: line?.callUrl ?? '', active: line?.active ?? true });
  const submit = useSubmit(async () => {
    if (line) await api.patch(`/telephony/lines/${line.id}`, values);
    const made = line ? null : await api.post<{ secret: string }>('/telephony/lines', values);
    await mailboxChanged();
    if (made) onMade(made.secret);
    else onClose();
  });
  return (
    <FormDrawer
      title={text(line ? texts.telephony.edit : texts.telephony.connect)}
      submit={submit}
      fields={['name', 'callUrl']}
      onClose={onClose}
    >
      <Field label={text(texts.telephony.name)} required error={submit.problem('name')}>
        {(control) => (
          <input
            className="inp"
            {...control}
            maxLength={80}
            value={values.name}
            onChange={(event) => setValues({ ...values, name: event.target.value })}
          />
        )}
      </Field>
      <Field label={text(texts.telephony.callUrl)} hint={text(texts.telephony.callUrlHint)} error={submit.problem('callUrl')}>
        {(control) => (
          <input
            className="inp"
            type="url"
            {...control}
            value={values.callUrl}
            onChange={(event) => setValues({ ...values, callUrl: event.target.value })}
          />
        )}
      </Field>
      <Check label={text(texts.telephony.active)} checked={values.active} onChange={(active) => setValues({ ...values, active })} />
    </FormDrawer>
  );
}
