import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { TabActions } from '../settings/ObjectFrame.tsx';
import { useRoles } from '../settings/people.ts';
import { OfferedMatrix } from './OfferedMatrix.tsx';
import { RecordTypeDrawer } from './RecordTypeDrawer.tsx';
import { ReplaceDialog } from './ReplaceDialog.tsx';
import type { StoredType, TypeBody } from './record-type.ts';
import './layout-editor.css';

const path = (object: string) => `/meta/objects/${object}/parts/recordType`;

/** 业务类型: what there is, how many records use it, who makes them and which options it offers. */
export function RecordTypesTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { t } = useTranslation('layout');
  const text = useLabel();
  const format = useFormat();
  const roles = useRoles().data ?? [];
  const key = ['meta', 'parts', meta.name, 'recordType'];
  const [open, setOpen] = useState<StoredType | 'new' | null>(null);
  const [replacing, setReplacing] = useState<{ readonly type: StoredType; readonly count: number } | null>(null);
  const {
    data: types,
    error,
    refetch,
  } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.get<{ items: readonly StoredType[] }>(path(meta.name), { signal })).items,
  });
  const counts = useQuery({
    queryKey: ['meta', 'recordTypeCounts', meta.name],
    queryFn: async ({ signal }) =>
      (await api.get<{ counts: Readonly<Record<string, number>> }>(`/meta/objects/${meta.name}/recordTypes/counts`, { signal })).counts,
  }).data;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!types) return <Skeleton lines={5} />;
  const save = async (name: string, body: TypeBody) => {
    if (body.isDefault)
      for (const other of types)
        if (other.name !== name && other.definition.isDefault)
          await api.put(`${path(meta.name)}/${other.name}`, { ...other.definition, isDefault: false });
    await api.put(`${path(meta.name)}/${name}`, body);
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
  };
  // shown at once; a refusal brings back what is stored
  const toggle = async (name: string, body: TypeBody) => {
    queryClient.setQueryData<readonly StoredType[]>(key, (before) =>
      before?.map((one) => (one.name === name ? { name, definition: body } : one)),
    );
    try {
      await save(name, body);
    } catch (cause) {
      toast.error(cause);
      await queryClient.invalidateQueries({ queryKey: key });
    }
  };
  const remove = async (type: StoredType) => {
    const count = counts?.[type.name] ?? 0;
    if (count > 0) return setReplacing({ type, count });
    const name = text(type.definition.label);
    if (
      !(await confirm({
        title: t('type.deleteTitle', { name }),
        text: t('type.deleteText'),
        confirm: t('type.delete', { name }),
        danger: true,
      }))
    )
      return;
    try {
      await api.delete(`${path(meta.name)}/${type.name}`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <>
      <TabActions>
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('type.add')}
        </Button>
      </TabActions>
      <p className="sub set-note">{t('type.intro')}</p>
      {types.length === 0 ? (
        <EmptyState icon="object" title={t('type.none')} text={t('type.noneText', { object: text(meta.label) })} />
      ) : (
        <>
          <table className="set-table">
            <thead>
              <tr>
                <th scope="col">{t('type.name')}</th>
                <th scope="col">{t('type.records')}</th>
                <th scope="col">{t('type.who')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {types.map((type) => (
                <tr key={type.name} className={type.definition.active ? undefined : 'off'}>
                  <th scope="row">
                    <button type="button" onClick={() => setOpen(type)}>
                      <b>{text(type.definition.label)}</b>
                      {type.definition.isDefault && <Tag small>{t('type.default')}</Tag>}
                      {!type.definition.active && (
                        <Tag small tone="line">
                          {t('type.retired')}
                        </Tag>
                      )}
                    </button>
                  </th>
                  <td className="rt-counts">{counts ? format.number(counts[type.name] ?? 0) : ''}</td>
                  <td>
                    {type.definition.roles.length === 0
                      ? t('type.everybody')
                      : type.definition.roles.map((key) => text(roles.find((role) => role.key === key)?.name) || key).join(t('listMark'))}
                  </td>
                  <td className="act">
                    <IconButton
                      icon="trash"
                      label={t('type.delete', { name: text(type.definition.label) })}
                      onClick={() => void remove(type)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <OfferedMatrix meta={meta} types={types} onChange={(type, body) => void toggle(type.name, body)} />
        </>
      )}
      {open && (
        <RecordTypeDrawer meta={meta} types={types} type={open === 'new' ? null : open} onSave={save} onClose={() => setOpen(null)} />
      )}
      {replacing && <ReplaceDialog meta={meta} types={types} {...replacing} onClose={() => setReplacing(null)} />}
    </>
  );
}
