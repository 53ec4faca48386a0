import { api, Button, Drawer, Field, Icon, IconButton, toast, useLabel, useRecordQuery } from '@huanke/platform/ui';
import { FormProblem, useSubmit } from '@huanke/platform/ui/settings';
import { useEffect, useState } from 'react';
import { type Draft, letterChanged, type Named } from '../data.ts';
import { fill, texts } from '../texts.ts';
import { addressesOf, bodyOf, type Writing, writingOf } from './writing.ts';
import '../web.css';

/** What a letter begins with: a record, a letter that is answered, or a draft. */
export interface ComposeStart {
  readonly about?: Named;
  readonly replyTo?: string;
  readonly draft?: Draft;
}

const empty: Writing = { to: '', cc: '', subject: '', text: '', files: [] };

/** Writes a letter and sends it through the writer's own mailbox. What could not be sent stays as a draft, with the reason. */
export function Compose({ start, onClose }: { readonly start: ComposeStart; readonly onClose: () => void }) {
  const text = useLabel();
  const [writing, setWriting] = useState<Writing>(start.draft ? writingOf(start.draft) : empty);
  const [draft, setDraft] = useState<string | null>(start.draft?.id ?? null);
  const set = (patch: Partial<Writing>) => setWriting((now) => ({ ...now, ...patch }));
  const begin = async (template: string | null) => {
    const begun = await api.post<Pick<Draft, 'to' | 'cc' | 'subject' | 'text'>>('/email-drafts/compose', {
      ...(start.about ? { about: start.about } : {}),
      replyTo: start.replyTo ?? null,
      template,
    });
    set({ to: addressesOf(begun.to), cc: addressesOf(begun.cc), subject: begun.subject, text: begun.text });
  };
  useEffect(() => {
    if (!start.draft) begin(null).catch((error: unknown) => toast.error(error));
  }, []);
  const keep = async (): Promise<string> => {
    const body = {
      ...bodyOf(writing),
      replyTo: start.draft?.replyTo ?? start.replyTo ?? null,
      related: start.draft?.related ?? (start.about ? [start.about] : []),
    };
    const kept = draft ? await api.put<Draft>(`/email-drafts/${draft}`, body) : await api.post<Draft>('/email-drafts', body);
    setDraft(kept.id);
    return kept.id;
  };
  const submit = useSubmit(async () => {
    const { refused } = await api.post<{ refused: readonly string[] }>(`/email-drafts/${await keep()}/send`);
    if (refused.length > 0) toast.info(fill(text(texts.refused), { who: refused.join(', ') }));
    else toast.ok(text(texts.sent));
    onClose();
    await letterChanged();
  });
  const keeping = useSubmit(async () => {
    await keep();
    toast.ok(text(texts.kept));
    onClose();
    await letterChanged();
  });
  return (
    <Drawer
      open
      title={text(start.replyTo ? texts.reply : texts.write)}
      width={720}
      onClose={onClose}
      footer={
        <>
          <Button busy={keeping.busy} onClick={keeping.run}>
            {text(texts.keep)}
          </Button>
          <Button kind="primary" busy={submit.busy} onClick={submit.run}>
            {text(texts.send)}
          </Button>
        </>
      }
    >
      <form ref={submit.form} className="set-form" noValidate onSubmit={submit.onSubmit}>
        <FormProblem error={submit.error ?? keeping.error} fields={['to', 'cc']} />
        {start.draft?.failure && <p className="alert warn">{fill(text(texts.failedBefore), { why: start.draft.failure })}</p>}
        <Fields writing={writing} set={set} problem={(field) => firstOf(submit, field) ?? firstOf(keeping, field)} onTemplate={begin} />
      </form>
    </Drawer>
  );
}

/** The first problem of a list of people: the server names it `to[2].address`. */
const firstOf = ({ error }: ReturnType<typeof useSubmit>, field: string) =>
  error?.errors.find((one) => one.field === field || one.field.startsWith(`${field}[`))?.message;

function Fields({
  writing,
  set,
  problem,
  onTemplate,
}: {
  readonly writing: Writing;
  readonly set: (patch: Partial<Writing>) => void;
  readonly problem: (field: string) => string | undefined;
  readonly onTemplate: (id: string | null) => Promise<void>;
}) {
  const text = useLabel();
  return (
    <>
      <Field label={text(texts.to)} required error={problem('to')} hint={text(texts.toHint)}>
        {(control) => <input className="inp" {...control} value={writing.to} onChange={(event) => set({ to: event.target.value })} />}
      </Field>
      <Field label={text(texts.cc)} error={problem('cc')}>
        {(control) => <input className="inp" {...control} value={writing.cc} onChange={(event) => set({ cc: event.target.value })} />}
      </Field>
      <TemplateField onChoose={onTemplate} />
      <Field label={text(texts.subject)}>
        {(control) => (
          <input
            className="inp"
            {...control}
            maxLength={300}
            value={writing.subject}
            onChange={(event) => set({ subject: event.target.value })}
          />
        )}
      </Field>
      <Field label={text(texts.body)}>
        {(control) => (
          <textarea className="inp" {...control} rows={12} value={writing.text} onChange={(event) => set({ text: event.target.value })} />
        )}
      </Field>
      <FilesField writing={writing} set={set} />
    </>
  );
}

function TemplateField({ onChoose }: { readonly onChoose: (id: string | null) => Promise<void> }) {
  const text = useLabel();
  const { data } = useRecordQuery('emailTemplate', {
    fields: ['name'],
    filter: { field: 'active', op: 'eq', value: true },
    sort: [{ field: 'name', direction: 'asc' }],
    limit: 100,
  });
  const templates = data?.pages.flatMap((page) => page.records) ?? [];
  if (templates.length === 0) return null;
  return (
    <Field label={text(texts.template)}>
      {(control) => (
        <select
          className="inp"
          {...control}
          defaultValue=""
          onChange={(event) => void onChoose(event.target.value || null).catch((error: unknown) => toast.error(error))}
        >
          <option value="">{text(texts.noTemplate)}</option>
          {templates.map((template) => (
            <option key={template.id} value={template.id}>
              {String(template['name'])}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function FilesField({ writing, set }: { readonly writing: Writing; readonly set: (patch: Partial<Writing>) => void }) {
  const text = useLabel();
  const [busy, setBusy] = useState(false);
  const add = async (list: FileList | null) => {
    setBusy(true);
    try {
      const { upload } = await import('@huanke/platform/ui/form');
      const made = [];
      for (const file of list ?? []) made.push(await upload(file));
      set({ files: [...writing.files, ...made.map(({ id, name }) => ({ id, name }))] });
    } catch (error) {
      toast.error(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="mail-files">
      {writing.files.map((file) => (
        <span key={file.id} className="att">
          <Icon name="attach" size={14} />
          <span className="ell">{file.name}</span>
          <IconButton
            icon="close"
            label={fill(text(texts.detach), { name: file.name })}
            onClick={() => set({ files: writing.files.filter((one) => one.id !== file.id) })}
          />
        </span>
      ))}
      <label className="btn sm" aria-busy={busy || undefined}>
        <Icon name="attach" size={14} />
        <span>{text(texts.attach)}</span>
        <input type="file" multiple className="vh" onChange={(event) => void add(event.target.files)} />
      </label>
    </div>
  );
}
