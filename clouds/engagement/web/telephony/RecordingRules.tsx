import { api, Button, Field, toast, useLabel } from '@huanke/platform/ui';
import { FormProblem, useSubmit } from '@huanke/platform/ui/settings';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { texts } from '../texts.ts';

interface Rules {
  readonly recordingAnnounced: boolean;
  readonly recordingDays: number;
}

const path = '/meta/parts/callSettings/calls';
const shipped: Rules = { recordingAnnounced: false, recordingDays: 180 };

/** As shipped until the company sets something. */
const load = async (): Promise<Rules> => {
  const found = await api.get<{ items: readonly { name: string; definition: Partial<Rules> }[] }>('/meta/parts/callSettings');
  return { ...shipped, ...found.items[0]?.definition };
};

/** Whether calls may be recorded, and how long recordings are kept. */
export function RecordingRules() {
  const { data } = useQuery({ queryKey: ['engagement', 'rules'], queryFn: load });
  return data ? <Form start={data} /> : null;
}

function Form({ start }: { readonly start: Rules }) {
  const text = useLabel();
  const [rules, setRules] = useState(start);
  const submit = useSubmit(async () => {
    await api.put(path, rules);
    toast.ok(text(texts.telephony.saved));
  });
  return (
    <form ref={submit.form} className="card set-form mail-rules" noValidate onSubmit={submit.onSubmit}>
      <h2>{text(texts.telephony.recordings)}</h2>
      <FormProblem error={submit.error} fields={['recordingDays']} />
      <label className="set-check">
        <input
          type="checkbox"
          className="cb"
          checked={rules.recordingAnnounced}
          onChange={(event) => setRules({ ...rules, recordingAnnounced: event.target.checked })}
        />
        <span>{text(texts.telephony.announced)}</span>
      </label>
      <p className="note">{text(texts.telephony.announcedHint)}</p>
      <Field label={text(texts.telephony.days)} error={submit.problem('recordingDays')}>
        {(control) => (
          <input
            className="inp mail-days"
            {...control}
            type="number"
            min={1}
            max={3650}
            value={rules.recordingDays}
            onChange={(event) => setRules({ ...rules, recordingDays: Number(event.target.value) })}
          />
        )}
      </Field>
      <div>
        <Button kind="primary" busy={submit.busy} onClick={submit.run}>
          {text(texts.mailbox.save)}
        </Button>
      </div>
    </form>
  );
}
