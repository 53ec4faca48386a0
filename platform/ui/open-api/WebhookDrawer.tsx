import { useState } from 'react';
import { api } from '../data/api.ts';
import type { Reference } from '../data/records.ts';
import { useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { ObjectChoice } from '../settings/packages/ObjectChoice.tsx';
import { openApiChanged, type Webhook } from './data.ts';
import { UserField } from './UserField.tsx';

const linesOf = (text: string) => text.split(/[\s,，、]+/).filter(Boolean);

/** A webhook: a new one, or where one goes and what it is told. */
export function WebhookDrawer({
  webhook,
  onMade,
  onClose,
}: {
  readonly webhook: Webhook | null;
  readonly onMade: (secret: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('openApi');
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [events, setEvents] = useState(webhook?.events.join('\n') ?? '*.created\n*.updated');
  const [objects, setObjects] = useState<ReadonlySet<string>>(new Set(webhook?.objects));
  const me = useSession().user;
  const [user, setUser] = useState<Reference | null>(webhook?.user ?? { id: me.id, title: me.name });
  const { form, busy, error, run, onSubmit, problem } = useSubmit(async () => {
    const body = { name, url, events: linesOf(events), objects: [...objects], ...(user ? { user: user.id } : {}) };
    if (webhook) await api.patch(`/webhooks/${webhook.id}`, body);
    const made = webhook ? null : await api.post<{ secret: string }>('/webhooks', body);
    await openApiChanged();
    if (made) onMade(made.secret);
    else onClose();
  });
  const eventsProblem = problem('events') ?? error?.errors.find((one) => one.field.startsWith('events['))?.message;
  return (
    <Drawer
      open
      title={webhook ? t('hooks.edit', { name: webhook.name }) : t('hooks.create')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="primary" busy={busy} disabled={!user} onClick={run}>
            {webhook ? t('save', { ns: 'common' }) : t('hooks.create')}
          </Button>
        </>
      }
    >
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['name', 'url', 'events', 'user']} />
        <Field label={t('name')} required error={problem('name')} hint={t('nameHint')}>
          {(control) => (
            <input className="inp" {...control} maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field
          label={t('hooks.url')}
          required
          error={problem('url')}
          hint={url.startsWith('http:') ? t('hooks.plain') : t('hooks.urlHint')}
        >
          {(control) => <input className="inp" type="url" {...control} value={url} onChange={(event) => setUrl(event.target.value)} />}
        </Field>
        <Field label={t('hooks.events')} required error={eventsProblem} hint={t('hooks.eventsHint')}>
          {(control) => (
            <textarea className="inp" rows={3} {...control} value={events} onChange={(event) => setEvents(event.target.value)} />
          )}
        </Field>
        <UserField value={user} problem={problem('user')} onChange={setUser} />
        <ObjectChoice legend={t('hooks.objects')} hint={t('hooks.objectsHint')} chosen={objects} onChange={setObjects} />
      </form>
    </Drawer>
  );
}
