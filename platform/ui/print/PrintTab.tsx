import { useState } from 'react';
import type { ApiError } from '../data/api.ts';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Field } from '../primitives/Field.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { useSubmit } from '../settings/form.tsx';
import { TabActions } from '../settings/ObjectFrame.tsx';
import { BlockList } from './BlockList.tsx';
import { BlockPanel } from './BlockPanel.tsx';
import { freshBlock, type Item, newItem, placesOf, type TemplateBody, toBlocks } from './draft.ts';
import { LivePreview } from './LivePreview.tsx';
import { PickField } from './MergeText.tsx';
import { PagePanel } from './PagePanel.tsx';
import { changedKey, type StepsBar, useTemplate } from './use-template.ts';
import {
  freeName,
  removeTemplate,
  type StoredTemplate,
  saveTemplate,
  uploadFile,
  usePrintLists,
  useStarters,
  useTemplates,
} from './use-templates.ts';
import './print.css';

/** 打印模板: begin from a ready one or a Word file, lay it out, see it on a real record, save. */
export function PrintTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { data: templates, error, refetch } = useTemplates(meta.name);
  const [open, setOpen] = useState<string | null>(null);
  const [isNew, setNew] = useState(false);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!templates) return <Skeleton lines={8} />;
  const current = templates.find(({ name }) => name === open) ?? templates[0];
  const made = (name: string) => {
    setOpen(name);
    setNew(false);
  };
  if (isNew || !current)
    return <Starters meta={meta} templates={templates} onMade={made} onBack={current ? () => setNew(false) : undefined} />;
  const shared = { meta, templates, current, onOpen: setOpen, onNew: () => setNew(true) };
  return current.definition.format === 'word' ? <WordEditor key={current.name} {...shared} /> : <Editor key={current.name} {...shared} />;
}

function Starters({
  meta,
  templates,
  onMade,
  onBack,
}: {
  readonly meta: ObjectMeta;
  readonly templates: readonly StoredTemplate[];
  readonly onMade: (name: string) => void;
  readonly onBack: (() => void) | undefined;
}) {
  const { t } = useTranslation('print');
  const text = useLabel();
  const starters = useStarters(meta.name).data ?? [];
  const submit = useSubmit(async () => undefined);
  const make = async (body: unknown) => {
    const name = freeName(templates);
    try {
      await saveTemplate(meta.name, name, body);
      onMade(name);
    } catch (cause) {
      toast.error(cause);
    }
  };
  const word = async (file: File) => {
    try {
      const label = file.name.replace(/\.docx$/i, '').slice(0, 80);
      await make({ label, format: 'word', file: await uploadFile(file) });
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <EmptyState icon="print" title={t('beginTitle')} text={t('beginText')}>
      <div className="pd-begin">
        <div className="pd-starters">
          {starters.map((starter) => (
            <Button key={starter.name} busy={submit.busy} onClick={() => void make(starter.definition)}>
              {text(starter.label)}
            </Button>
          ))}
        </div>
        <label className="btn">
          <Icon name="upload" />
          {t('uploadWord')}
          <input
            type="file"
            className="vh"
            accept=".docx"
            onChange={(event) => event.target.files?.[0] && void word(event.target.files[0])}
          />
        </label>
        {onBack && (
          <Button kind="link" onClick={onBack}>
            {t('back')}
          </Button>
        )}
      </div>
    </EmptyState>
  );
}

interface EditorProps {
  readonly meta: ObjectMeta;
  readonly templates: readonly StoredTemplate[];
  readonly current: StoredTemplate;
  readonly onOpen: (name: string | null) => void;
  readonly onNew: () => void;
}

function Bar({
  meta,
  templates,
  current,
  onOpen,
  onNew,
  body,
  changed,
  onSave,
  busy,
  steps,
}: EditorProps & {
  readonly body: TemplateBody;
  readonly changed: boolean;
  readonly busy: boolean;
  readonly onSave: () => void;
  readonly steps?: StepsBar;
}) {
  const { t } = useTranslation('print');
  const text = useLabel();
  const remove = async () => {
    if (
      !(await confirm({ title: t('deleteTitle', { name: text(body.label) }), text: t('deleteText'), confirm: t('delete'), danger: true }))
    )
      return;
    try {
      await removeTemplate(meta.name, current.name);
      onOpen(null);
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <>
      <TabActions>
        <span className="pd-state" role="status">
          {changed ? t('unsaved') : t('saved')}
        </span>
        {steps && (
          <>
            <IconButton icon="undo" label={t('undo')} disabled={!steps.undo} onClick={() => steps.undo?.()} />
            <IconButton icon="redo" label={t('redo')} disabled={!steps.redo} onClick={() => steps.redo?.()} />
          </>
        )}
        <Button kind="primary" busy={busy} disabled={!changed} onClick={onSave}>
          {t('save')}
        </Button>
      </TabActions>
      <div className="pd-bar">
        <Menu
          label={t('choose')}
          groups={[
            {
              key: 'templates',
              items: templates.map((one) => ({
                key: one.name,
                label: text(one.definition.label),
                checked: one.name === current.name,
                ...(one.definition.active ? {} : { hint: t('inactive') }),
                onSelect: () => onOpen(one.name),
              })),
            },
            {
              key: 'do',
              items: [
                { key: 'new', label: t('new'), icon: 'plus' as const, onSelect: onNew },
                { key: 'delete', label: t('delete'), icon: 'trash' as const, danger: true, onSelect: () => void remove() },
              ],
            },
          ]}
        >
          {(props) => (
            <Button {...props}>
              {text(body.label)}
              <Icon name="down" size={14} />
            </Button>
          )}
        </Menu>
      </div>
    </>
  );
}

function Editor(props: EditorProps) {
  const { t } = useTranslation('print');
  const { meta, current } = props;
  const { body, items, setBody, setItems, bar } = useTemplate(current.definition);
  const [selected, setSelected] = useState<number | undefined>(undefined);
  const [problems, setProblems] = useState<ApiError['errors']>([]);
  const [busy, setBusy] = useState(false);
  const text = useLabel();
  const lists = usePrintLists(meta.name);
  const whole = { ...body, blocks: toBlocks(items) };
  const changed = JSON.stringify(whole) !== JSON.stringify(current.definition);
  const places = placesOf(items);
  const at = (id: number, name = '') => {
    const place = `${places.get(id)}${name && `.${name}`}`;
    return problems.find(({ field }) => field === place || field.startsWith(`${place}.`) || field.startsWith(`${place}[`))?.message;
  };
  const noteOf = ({ block }: Item) =>
    block.type === 'table'
      ? text(lists.find(({ name }) => name === block['list'])?.label)
      : String(block['text'] ?? '').replaceAll(/\*\*|__/g, '');
  const save = async () => {
    setBusy(true);
    try {
      await saveTemplate(meta.name, current.name, whole);
      toast.ok(t('savedToast'));
    } catch (cause) {
      toast.error(cause);
    } finally {
      setBusy(false);
    }
  };
  const place = (item: Item) => {
    const index = items.findIndex(({ id }) => id === selected);
    setItems(index < 0 ? [...items, item] : items.toSpliced(index + 1, 0, item));
    setSelected(item.id);
  };
  const item = items.find(({ id }) => id === selected);
  return (
    <div>
      <Bar {...props} body={body} changed={changed} busy={busy} onSave={() => void save()} steps={bar} />
      <div className="pd">
        <div>
          <Button className="pd-page" icon="settings" aria-pressed={!item} onClick={() => setSelected(undefined)}>
            {t('pageSettings')}
          </Button>
          <BlockList
            items={items}
            selected={selected}
            isBad={(id) => at(id) !== undefined}
            noteOf={noteOf}
            onSelect={setSelected}
            onOrder={setItems}
            onAdd={(type) => place(newItem(freshBlock(type, meta.title, lists, t)))}
            onCopy={({ block, when }) => place(newItem(block, when))}
            onRemove={(id) => {
              setItems(items.filter((one) => one.id !== id));
              if (id === selected) setSelected(undefined);
            }}
          />
        </div>
        {item ? (
          <BlockPanel
            key={item.id}
            meta={meta}
            item={item}
            problem={(name) => at(item.id, name)}
            onChange={(next) =>
              setItems(
                items.map((one) => (one.id === next.id ? next : one)),
                `${next.id} ${changedKey(item.block, next.block)}`,
              )
            }
          />
        ) : (
          <PagePanel meta={meta} body={body} problem={(name) => problems.find(({ field }) => field === name)?.message} onChange={setBody} />
        )}
        <LivePreview meta={meta} body={whole} onProblems={setProblems} />
      </div>
    </div>
  );
}

function WordEditor(props: EditorProps) {
  const { t } = useTranslation('print');
  const { meta, current } = props;
  const [body, setBody] = useState<TemplateBody>(current.definition);
  const [copied, setCopied] = useState('');
  const form = useSubmit(async () => {
    await saveTemplate(meta.name, current.name, body);
    toast.ok(t('savedToast'));
  });
  const copy = (path: string) => {
    setCopied(`{{${path}}}`);
    void navigator.clipboard?.writeText(`{{${path}}}`);
  };
  const lists = usePrintLists(meta.name);
  const text = useLabel();
  return (
    <div>
      <Bar
        {...props}
        body={body}
        changed={JSON.stringify(body) !== JSON.stringify(current.definition)}
        busy={form.busy}
        onSave={form.run}
      />
      <div className="pd">
        <section className="pd-panel" aria-label={t('wordFile')}>
          <Field label={t('wordFile')} hint={t('wordHint')} error={form.problem('file')}>
            {(control) => (
              <input
                type="file"
                accept=".docx"
                {...control}
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  if (file) uploadFile(file).then((id) => setBody({ ...body, file: id }), toast.error);
                }}
              />
            )}
          </Field>
          <a className="btn" href={`/api/v1/files/${body.file}`}>
            <Icon name="download" />
            {t('wordDownload')}
          </a>
        </section>
        <PagePanel meta={meta} body={body} problem={form.problem} onChange={setBody} />
        <section className="pd-panel" aria-label={t('wordTags')}>
          <h2>{t('wordTags')}</h2>
          <p className="note">{t('wordTagsHint', { field: '{{name}}', row: '{{$row}}' })}</p>
          <PickField meta={meta} label={t('copyTag')} onPick={copy} />
          {copied && <p role="status">{t('tagCopied', { tag: copied })}</p>}
          <ul>
            {lists.map((list) => (
              <li key={list.name}>
                {text(list.label)} <code>{`{{#${list.name}}}`}</code> … <code>{`{{/${list.name}}}`}</code>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
