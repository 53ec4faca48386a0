import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import type { RecordCount } from '../data/records.ts';
import { useCan, useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { slot } from '../module.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { toast } from '../primitives/Toast.tsx';
import { openCreate } from '../shell/create.ts';
import { Lazy } from '../shell/lazy.tsx';
import { type GroupBy, groupFields } from './groups/group.ts';
import { type Density, ROW_HEIGHTS } from './preference.ts';
import { boardFields, definitionOf, plainArrangement } from './state.ts';
import type { ListControl } from './use-list-state.ts';
import { useViewName, ViewSwitcher } from './ViewSwitcher.tsx';
import { type SavedView, useViewActions } from './views.ts';

const loadColumns = () => import('./panels.tsx').then((file) => file.ColumnsPanel);
const loadSort = () => import('./panels.tsx').then((file) => file.SortPanel);
const loadGroup = () => import('./groups/GroupPanel.tsx').then((file) => file.GroupPanel);
const loadSave = () => import('./SaveViewDialog.tsx').then((file) => file.SaveViewDialog);

interface ListHeadProps {
  readonly meta: ObjectMeta;
  readonly control: ListControl;
  readonly count: RecordCount | null | undefined;
  readonly density: Density;
  readonly onDensity: (density: Density) => void;
  readonly onExport: () => void;
}

/** 47, or 10,000+ where counting stopped. */
export function useCountText(): (count: RecordCount | null | undefined) => string {
  const { t } = useTranslation('list');
  const format = useFormat();
  return (count) =>
    count ? (count.capped ? t('moreThan', { count: format.number(count.value) as never }) : format.number(count.value)) : '';
}

/** 已修改 · 保存 · 另存为 · 还原 */
function ChangedLine({ control, onSaveAs }: { readonly control: ListControl; readonly onSaveAs: () => void }) {
  const { t } = useTranslation('list');
  const can = useCan();
  const { update } = useViewActions();
  const { saved } = control;
  const save = () => {
    if (!saved) return;
    update.mutate(
      { id: saved.id, definition: definitionOf(control.state) },
      {
        // The address repeats what the view now says by itself.
        onSuccess: () => control.show(saved.id),
        onError: (error) => toast.error(error),
      },
    );
  };
  return (
    <span className="mod">
      <i aria-hidden="true" />
      <span>{t('changed')}</span>
      {saved && (saved.mine || can('views.share')) && (
        <Button kind="link" size="xs" onClick={save} busy={update.isPending}>
          {t('save')}
        </Button>
      )}
      <Button kind="link" size="xs" onClick={onSaveAs}>
        {t('saveAs')}
      </Button>
      <Button kind="link" size="xs" onClick={control.revert}>
        {t('revert')}
      </Button>
    </span>
  );
}

/** The line of 56 px: view, count, changes; form, sort, columns, more, and the one primary button. */
export function ListHead({ meta, control, count, density, onDensity, onExport }: ListHeadProps) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const navigate = useNavigate();
  const countText = useCountText();
  const name = useViewName(meta, control);
  const { state, update } = control;
  const [panel, setPanel] = useState<'columns' | 'sort' | 'group' | null>(null);
  const [naming, setNaming] = useState<{ readonly view: SavedView | null } | null>(null);
  const columnsButton = useRef<HTMLButtonElement>(null);
  const groupButton = useRef<HTMLButtonElement>(null);
  const sortButton = useRef<HTMLButtonElement>(null);
  const can = (verb: string) => meta.can?.includes(verb) ?? false;
  const hasBoard = boardFields(meta).length > 0;
  const label = text(meta.label);
  return (
    <header className="lh">
      <h1>
        <ViewSwitcher meta={meta} control={control} onRename={(view) => setNaming({ view })}>
          {(props) => (
            <button {...props} type="button" className="viewname">
              <span className="ell">{name}</span>
              <Icon name="down" size={18} />
            </button>
          )}
        </ViewSwitcher>
      </h1>
      <span className="cnt">{countText(count)}</span>
      {control.changed && <ChangedLine control={control} onSaveAs={() => setNaming({ view: null })} />}
      <span className="sp" />
      {hasBoard && (
        <Segmented
          label={t('mode')}
          value={state.mode}
          segments={[
            { value: 'list', label: t('list'), icon: 'list' },
            { value: 'board', label: t('board'), icon: 'board' },
          ]}
          onChange={(mode) => update({ mode }, true)}
        />
      )}
      <Button
        ref={sortButton}
        icon="sort"
        aria-label={t('sort')}
        title={t('sort')}
        aria-haspopup="dialog"
        aria-expanded={panel === 'sort'}
        onClick={() => setPanel(panel === 'sort' ? null : 'sort')}
      />
      {state.mode === 'list' && groupFields(meta).length > 0 && (
        <Button
          ref={groupButton}
          icon="group"
          pressed={state.groupBy !== undefined}
          aria-label={t('group.title')}
          title={t('group.title')}
          aria-haspopup="dialog"
          aria-expanded={panel === 'group'}
          onClick={() => setPanel(panel === 'group' ? null : 'group')}
        />
      )}
      {state.mode === 'list' && (
        <Button
          ref={columnsButton}
          icon="columns"
          aria-label={t('columns')}
          title={t('columns')}
          aria-haspopup="dialog"
          aria-expanded={panel === 'columns'}
          onClick={() => setPanel(panel === 'columns' ? null : 'columns')}
        />
      )}
      <Menu
        label={t('more')}
        align="end"
        groups={[
          {
            key: 'density',
            title: t('density'),
            items:
              state.mode === 'list'
                ? (Object.keys(ROW_HEIGHTS) as Density[]).map((one) => ({
                    key: one,
                    label: t(`densities.${one}`),
                    checked: density === one,
                    onSelect: () => onDensity(one),
                  }))
                : [],
          },
          {
            key: 'data',
            items: [
              ...(can('import')
                ? [
                    {
                      key: 'import',
                      label: t('import'),
                      icon: 'upload' as const,
                      onSelect: () => void navigate({ to: paths.import(meta.name) }),
                    },
                  ]
                : []),
              ...(can('export') ? [{ key: 'export', label: t('exportAll'), icon: 'download' as const, onSelect: onExport }] : []),
            ],
          },
          {
            key: 'view',
            items: [{ key: 'saveAs', label: t('newView'), icon: 'plus' as const, onSelect: () => setNaming({ view: null }) }],
          },
        ]}
      >
        {(props) => <Button {...props} icon="more" aria-label={t('more')} title={t('more')} />}
      </Menu>
      {can('create') && slot('create') && (
        <Button kind="primary" icon="plus" onClick={() => openCreate(meta.name)}>
          {t('create', { name: label })}
        </Button>
      )}
      {panel === 'columns' && (
        <Lazy
          load={loadColumns}
          props={{
            meta,
            anchor: columnsButton.current,
            columns: state.columns,
            onClose: () => setPanel(null),
            onChange: (columns: readonly string[]) => update({ columns }),
            onReset: () => update({ columns: plainArrangement(meta).columns }),
          }}
        />
      )}
      {panel === 'group' && (
        <Lazy
          load={loadGroup}
          props={{
            meta,
            anchor: groupButton.current,
            group: state.groupBy,
            onClose: () => setPanel(null),
            onChange: (groupBy: GroupBy | undefined) => update({ groupBy }, true),
          }}
        />
      )}
      {panel === 'sort' && (
        <Lazy
          load={loadSort}
          props={{
            meta,
            anchor: sortButton.current,
            sort: state.sort,
            columns: state.columns,
            onClose: () => setPanel(null),
            onChange: (sort) => update({ sort }),
          }}
        />
      )}
      {naming && (
        <Lazy
          load={loadSave}
          props={{
            meta,
            state,
            view: naming.view,
            onClose: () => setNaming(null),
            onSaved: (view: SavedView) => {
              setNaming(null);
              if (!naming.view) control.show(view.id);
            },
          }}
        />
      )}
    </header>
  );
}
