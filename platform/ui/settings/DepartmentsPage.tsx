import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, useObject } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { invalidateRecord, type RecordData, type RecordPage, type Reference, recordKeys, useAggregate } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { Who } from '../primitives/Avatar.tsx';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormDrawer } from './FormDrawer.tsx';
import { SettingsFrame } from './Frame.tsx';
import { useSubmit } from './form.tsx';
import { changesOf, MetaFields, type Values } from './PersonForm.tsx';
import { type Node, treeOf } from './tree.ts';

interface Department {
  readonly id: string;
  readonly parent: string | null;
  readonly record: RecordData;
  readonly name: string;
  readonly manager: Reference | null;
}

const NAMES = ['name', 'parent', 'manager'] as const;
const LIMIT = 200;

/** All departments: a company has hundreds at most, read page by page. */
async function loadDepartments(signal: AbortSignal): Promise<readonly Department[]> {
  const found: Department[] = [];
  let cursor: string | null = null;
  do {
    const body = {
      fields: ['id', 'version', ...NAMES],
      sort: [{ field: 'name', direction: 'asc' }],
      limit: LIMIT,
      ...(cursor ? { cursor } : {}),
    };
    const page: RecordPage = await api.post<RecordPage>('/records/department/query', body, { signal });
    for (const record of page.records)
      found.push({
        id: record.id,
        record,
        name: String(record['name'] ?? ''),
        parent: (record['parent'] as Reference | null)?.id ?? null,
        manager: (record['manager'] as Reference | null) ?? null,
      });
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

async function changed(): Promise<void> {
  await invalidateRecord('department');
  await queryClient.invalidateQueries({ queryKey: [...recordKeys.object('department'), 'tree'] });
}

interface Editing {
  /** Missing: a new one. */
  readonly department?: Department;
  readonly values: Values;
}

function EditDrawer({ editing, meta, onClose }: { readonly editing: Editing; readonly meta: ObjectMeta; readonly onClose: () => void }) {
  const { t } = useTranslation('settings');
  const { department } = editing;
  const [values, setValues] = useState<Values>(editing.values);
  const submit = useSubmit(async () => {
    const before = department ? department.record : {};
    const changes = changesOf(before, values, NAMES);
    if (department) await api.patch(`/records/department/${department.id}`, changes, { ifMatch: department.record.version });
    else await api.post('/records/department', changes);
    await changed();
    onClose();
  });
  const { problem } = submit;
  return (
    <FormDrawer title={department ? department.name : t('departments.create')} submit={submit} fields={NAMES} onClose={onClose}>
      <MetaFields
        meta={meta}
        names={NAMES}
        values={values}
        onChange={(changes) => setValues({ ...values, ...changes })}
        problem={problem}
      />
    </FormDrawer>
  );
}

interface BranchProps {
  readonly nodes: readonly Node<Department>[];
  readonly people: ReadonlyMap<string, number>;
  readonly closed: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  readonly onEdit: (editing: Editing) => void;
}

function Branch({ nodes, ...rest }: BranchProps) {
  const { t } = useTranslation('settings');
  const { people, closed, onToggle, onEdit } = rest;
  const remove = async (department: Department) => {
    if (!(await confirm({ title: t('departments.deleteTitle', { name: department.name }), confirm: t('delete'), danger: true }))) return;
    try {
      await api.delete(`/records/department/${department.id}`);
      await changed();
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <ul>
      {nodes.map(({ item, children }) => {
        const open = !closed.has(item.id);
        const self = { id: item.id, title: item.name };
        const edit = () => onEdit({ department: item, values: item.record });
        const items = [
          { key: 'edit', icon: 'pencil', label: t('departments.edit'), onSelect: edit },
          { key: 'below', icon: 'plus', label: t('departments.createBelow'), onSelect: () => onEdit({ values: { parent: self } }) },
          { key: 'delete', icon: 'trash', label: t('delete'), danger: true, onSelect: () => void remove(item) },
        ] as const;
        return (
          <li key={item.id}>
            <div className="line">
              {children.length > 0 ? (
                <button
                  type="button"
                  className="fold"
                  aria-expanded={open}
                  aria-label={t(open ? 'departments.fold' : 'departments.unfold', { name: item.name })}
                  onClick={() => onToggle(item.id)}
                >
                  <Icon name={open ? 'down' : 'right'} size={14} />
                </button>
              ) : (
                <span className="fold" />
              )}
              <button type="button" className="name" onClick={edit}>
                <Icon name="department" />
                <b>{item.name}</b>
                <span className="note">{t('departments.people', { count: people.get(item.id) ?? 0 })}</span>
              </button>
              <span className="lead">
                {item.manager ? <Who name={item.manager.title} /> : <span className="sub">{t('departments.noManager')}</span>}
              </span>
              <Menu label={t('users.actionsOf', { name: item.name })} groups={[{ key: 'all', items }]} align="end">
                {(props) => <IconButton {...props} icon="more" label={t('users.actionsOf', { name: item.name })} />}
              </Menu>
            </div>
            {open && children.length > 0 && <Branch nodes={children} {...rest} />}
          </li>
        );
      })}
    </ul>
  );
}

/** The organisation as a tree. */
export function DepartmentsPage() {
  const { t } = useTranslation('settings');
  const meta = useObject('department').data;
  const [editing, setEditing] = useState<Editing | null>(null);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const { data, error, refetch } = useQuery({
    queryKey: [...recordKeys.object('department'), 'tree'],
    queryFn: ({ signal }) => loadDepartments(signal),
  });
  const counts = useAggregate('user', {
    groupBy: [{ field: 'department' }],
    measures: [{ fn: 'count' }],
    filter: { field: 'active', op: 'eq', value: true },
    limit: 1000,
  });
  const people = new Map(
    (counts.data?.rows ?? []).map((row) => [(row['department'] as Reference | null)?.id ?? '', Number(row['count'] ?? 0)] as const),
  );
  const toggle = (id: string) => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  return (
    <SettingsFrame
      page="departments"
      text={t('departments.text')}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setEditing({ values: {} })}>
          {t('departments.create')}
        </Button>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={5} />}
      {data?.length === 0 && <EmptyState icon="department" title={t('departments.none')} text={t('departments.noneText')} />}
      {data && data.length > 0 && (
        <div className="set-tree">
          <Branch nodes={treeOf(data)} people={people} closed={closed} onToggle={toggle} onEdit={setEditing} />
        </div>
      )}
      {editing && meta && <EditDrawer editing={editing} meta={meta} onClose={() => setEditing(null)} />}
    </SettingsFrame>
  );
}
