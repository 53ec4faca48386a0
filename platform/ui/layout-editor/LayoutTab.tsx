import { useEffect, useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { useHotkeys } from '../keys/hotkeys.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { bothLanguages } from '../settings/field-form.ts';
import { TabActions } from '../settings/ObjectFrame.tsx';
import { Canvas } from './Canvas.tsx';
import { shippedLayout } from './draft.ts';
import { FieldLists, type ListTab } from './FieldLists.tsx';
import { LayoutDrawer } from './LayoutDrawer.tsx';
import { LayoutPicker } from './LayoutPicker.tsx';
import { Preview } from './Preview.tsx';
import { type StoredLayout, useDraft, useLayouts } from './use-draft.ts';
import '../record/record.css';
import './layout-editor.css';

const TABS: readonly ('page' | ListTab)[] = ['page', 'listColumns', 'compactFields', 'boardFields', 'searchFields'];

/** 布局: choose one (or begin with what is shipped), lay it out, see it as somebody, publish. */
export function LayoutTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { data: layouts, error, refetch } = useLayouts(meta.name);
  const [open, setOpen] = useState<string | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!layouts) return <Skeleton lines={8} />;
  const current = layouts.find(({ name }) => name === open) ?? layouts[0];
  const name = current?.name ?? 'standard';
  const stored = current?.definition;
  // A newly published or new base is a new beginning.
  return (
    <Editor key={`${name} ${JSON.stringify(stored ?? null)}`} meta={meta} layouts={layouts} name={name} stored={stored} onOpen={setOpen} />
  );
}

function Editor({
  meta,
  layouts,
  name,
  stored,
  onOpen,
}: {
  readonly meta: ObjectMeta;
  readonly layouts: readonly StoredLayout[];
  readonly name: string;
  readonly stored: StoredLayout['definition'] | undefined;
  readonly onOpen: (name: string | null) => void;
}) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const format = useFormat();
  const state = useDraft(meta, name, stored);
  const [tab, setTab] = useState<(typeof TABS)[number]>('page');
  const [busy, setBusy] = useState(false);
  const [drawer, setDrawer] = useState<'edit' | 'new' | null>(null);
  useHotkeys([
    { keys: 'mod+z', label: t('undo'), group: t('title'), run: state.undo },
    { keys: 'mod+shift+z', label: t('redo'), group: t('title'), run: state.redo },
  ]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => busy && event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [busy]);
  const publish = async () => {
    setBusy(true);
    try {
      await state.publish();
      toast.ok(t('published', { name: text(state.draft.layout.label) }));
      onOpen(name);
    } catch (cause) {
      toast.error(cause);
    } finally {
      setBusy(false);
    }
  };
  const drop = async () => {
    if (await confirm({ title: t('dropTitle', { count: state.changes }), confirm: t('drop'), danger: true })) state.drop();
  };
  const remove = async () => {
    const label = text(state.draft.layout.label);
    if (!(await confirm({ title: t('deleteTitle', { name: label }), text: t('deleteText'), confirm: t('delete'), danger: true }))) return;
    try {
      await api.delete(`/meta/objects/${meta.name}/parts/layout/${name}`);
      onOpen(null);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (cause) {
      toast.error(cause);
    }
  };
  const canPublish = state.changes > 0 || state.isNew;
  return (
    <div className="le">
      <TabActions>
        <span className="le-state" role="status">
          {state.changes > 0 ? t('draft', { count: state.changes }) : state.isNew ? t('shipped') : t('noChanges')}
          {state.savedAt && (
            <>
              <i className="dot" />
              {t('savedAt', { at: format.time(state.savedAt) })}
            </>
          )}
        </span>
        <IconButton icon="undo" label={t('undo')} disabled={!state.canUndo} onClick={state.undo} />
        <IconButton icon="redo" label={t('redo')} disabled={!state.canRedo} onClick={state.redo} />
        <Button disabled={state.changes === 0} onClick={() => void drop()}>
          {t('drop')}
        </Button>
        <Button kind="primary" busy={busy} disabled={!canPublish} onClick={() => void publish()}>
          {t('publish')}
        </Button>
      </TabActions>
      <div className="le-bar">
        <LayoutPicker
          meta={meta}
          layouts={layouts}
          name={name}
          layout={state.draft.layout}
          onOpen={onOpen}
          onNew={() => setDrawer('new')}
          onEdit={() => setDrawer('edit')}
          onDelete={stored ? () => void remove() : undefined}
        />
        <nav className="le-tabs" aria-label={t('parts')}>
          {TABS.map((one) => (
            <button key={one} type="button" aria-current={tab === one ? 'true' : undefined} onClick={() => setTab(one)}>
              {t(`tab.${one}`)}
            </button>
          ))}
        </nav>
      </div>
      <div className="le-body">
        {tab === 'page' ? <Canvas meta={meta} state={state} /> : <FieldLists key={tab} meta={meta} state={state} tab={tab} />}
        <Preview meta={meta} state={state} tab={tab} />
      </div>
      {drawer === 'edit' && (
        <LayoutDrawer
          meta={meta}
          layout={state.draft.layout}
          onClose={() => setDrawer(null)}
          onDone={(next) => state.edit((layout) => ({ ...layout, ...next }))}
        />
      )}
      {drawer === 'new' && (
        <LayoutDrawer
          meta={meta}
          layout={{
            ...shippedLayout(meta, bothLanguages('', '')),
            ...(stored ? { ...stored, label: bothLanguages('', ''), roles: [], recordTypes: [] } : {}),
          }}
          onClose={() => setDrawer(null)}
          onDone={async (next) => {
            const taken = new Set(layouts.map((layout) => layout.name));
            let number = layouts.length + 1;
            while (taken.has(`layout${number}`)) number += 1;
            const from = stored ?? shippedLayout(meta, next.label);
            await api.put(`/meta/objects/${meta.name}/parts/layout/layout${number}`, { ...from, ...next });
            const order = [`layout${number}`, ...layouts.map((layout) => layout.name)];
            // the new one is for some roles or types: it stands before those for everybody
            await api.put(`/meta/objects/${meta.name}/parts/layout`, { names: order });
            onOpen(`layout${number}`);
            await queryClient.invalidateQueries({ queryKey: ['meta'] });
          }}
        />
      )}
    </div>
  );
}
