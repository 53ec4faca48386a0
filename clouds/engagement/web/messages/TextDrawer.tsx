import { api, Button, Drawer, ErrorState, Field, randomKey, Skeleton, toast, useLabel } from '@huanke/platform/ui';
import { FormProblem, useSubmit } from '@huanke/platform/ui/settings';
import { useRef, useState } from 'react';
import { mostCharacters } from '../../domain/sms-text.ts';
import type { Named } from '../data.ts';
import { messageSent, usePreview } from './data.ts';
import { type Chosen, messageOf, useTemplates } from './message.ts';
import { ContactField, NoTemplates, Parts, Recipient } from './TextParts.tsx';
import { smsTexts } from './texts.ts';
import '../web.css';

/** The person that is texted; an account's page asks which of its contacts. */
export interface TextStart {
  readonly about?: Named & { readonly name: string };
  readonly account?: string;
}

/** Texts a person by an approved template: the message as it will arrive, its length, and why it can not be sent. */
export function TextDrawer({ start, onClose }: { readonly start: TextStart; readonly onClose: () => void }) {
  const text = useLabel();
  const [person, setPerson] = useState(start.about ?? null);
  const [chosen, setChosen] = useState<Chosen>({ template: '', values: {} });
  const templates = useTemplates();
  const preview = usePreview(person, chosen.template);
  const message = messageOf(templates.data, chosen, preview.data);
  // one message, however often the button is pressed
  const key = useRef(randomKey());
  const submit = useSubmit(async () => {
    if (!person || !message) return;
    const { object, id } = person;
    await api.post(
      `/records/${object}/${id}/actions/sendSms`,
      { input: { template: chosen.template, values: message.values } },
      { idempotencyKey: key.current },
    );
    toast.ok(text(smsTexts.queued));
    onClose();
    await messageSent();
  });
  const begin = (template: string) => {
    setChosen({ template, values: {} });
    key.current = randomKey();
  };
  const choose = (chosenPerson: TextStart['about'] | null) => {
    setPerson(chosenPerson ?? null);
    begin(chosen.template);
  };
  const isReady = message !== undefined && preview.data?.problem === null && message.characters <= mostCharacters;
  return (
    <Drawer
      open
      title={text(smsTexts.write)}
      width={560}
      onClose={onClose}
      footer={
        <Button kind="primary" busy={submit.busy} disabled={!isReady} onClick={submit.run}>
          {text(smsTexts.send)}
        </Button>
      }
    >
      {templates.data?.length === 0 ? (
        <NoTemplates />
      ) : (
        <form ref={submit.form} className="set-form" noValidate onSubmit={submit.onSubmit}>
          <FormProblem error={submit.error} fields={['template', 'values']} />
          {start.account && <ContactField account={start.account} onChoose={choose} />}
          {person && <Recipient name={person.name} number={preview.data?.to ?? null} />}
          <Field label={text(smsTexts.template)} required error={submit.problem('template')}>
            {(control) => (
              <select className="inp" {...control} value={chosen.template} onChange={(event) => begin(event.target.value)}>
                <option value="">{text(smsTexts.chooseTemplate)}</option>
                {(templates.data ?? []).map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          {preview.isLoading && <Skeleton lines={3} />}
          {preview.error && <ErrorState error={preview.error} small onRetry={() => void preview.refetch()} />}
          {message && (
            <Parts
              message={message}
              problem={preview.data?.problem ?? null}
              problemOf={(name) => submit.error?.errors.find(({ field }) => field === `values.${name}`)?.message}
              onChange={(name, value) => setChosen({ ...chosen, values: { ...chosen.values, [name]: value } })}
            />
          )}
        </form>
      )}
    </Drawer>
  );
}
