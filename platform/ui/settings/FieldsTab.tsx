import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, type Label, type ObjectMeta, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { madeAs } from '../data/rollup.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FieldDrawer } from './FieldDrawer.tsx';
import { useOpenWorks } from './field/works.ts';
import { fieldIcon } from './field-type.ts';
import { TabActions } from './ObjectFrame.tsx';
import { purge } from './purge.ts';

function FieldLine({
  field,
  share,
  onEdit,
  onDelete,
}: {
  readonly field: FieldMeta;
  /** Its values are being worked on: how far that is. */
  readonly share: number | undefined;
  readonly onEdit: () => void;
  readonly onDelete: (() => void) | undefined;
}) {
  const { t } = useTranslation('settings');
  const { t: words } = useTranslation('fields');
  const text = useLabel();
  const objects = useObjects().data;
  const target = objects?.find((one) => one.name === field.object);
  const several = (objects ?? [])
    .filter((one) => field.objects?.includes(one.name))
    .map((one) => text(one.label))
    .join(t('listMark'));
  const options = (field.options ?? []).filter((option) => option.active !== false).map((option) => text(option.label));
  const summed = field.rollup && objects?.find((one) => one.name === field.rollup?.object);
  const detail = summed
    ? `${text(summed.label)} · ${words(`rollup_${field.rollup?.function}`)}`
    : target
      ? text(target.label)
      : field.objects?.length
        ? several
        : options.slice(0, 6).join(t('listMark')) + (options.length > 6 ? '…' : '');
  return (
    <tr>
      <th scope="row">
        {field.system ? (
          <span className="plain">
            <Icon name={fieldIcon(field)} />
            {text(field.label)}
          </span>
        ) : (
          <button type="button" onClick={onEdit}>
            <Icon name={fieldIcon(field)} />
            <b>{text(field.label)}</b>
          </button>
        )}
      </th>
      <td>
        <code>{field.name}</code>
      </td>
      <td>
        {t(`type.${madeAs(field)}`)}
        {detail && <span className="note"> {detail}</span>}
      </td>
      <td>
        {field.required && <Tag small>{t('fields.isRequired')}</Tag>}
        {field.unique && <Tag small>{t('fields.isUnique')}</Tag>}
        {share !== undefined && (
          <Tag small tone="warn">
            {t('working', { ns: 'fields', percent: Math.round(share * 100) })}
          </Tag>
        )}
        {field.readOnly && share === undefined && (
          <Tag small tone="line">
            {t('fields.isReadOnly')}
          </Tag>
        )}
      </td>
      <td className="act">
        {onDelete && <IconButton icon="trash" label={t('fields.deleteOf', { name: text(field.label) })} onClick={onDelete} />}
      </td>
    </tr>
  );
}

interface Effect {
  readonly records: number;
  readonly uses: readonly { readonly kind: string; readonly label: Label }[];
}

interface DeletedField {
  readonly name: string;
  readonly label: Label;
  readonly purgeAt: string;
}

const GROUPS = [
  { key: 'own', of: (field: FieldMeta) => field.custom === true },
  { key: 'standard', of: (field: FieldMeta) => !field.custom && !field.system },
  { key: 'system', of: (field: FieldMeta) => field.system === true },
] as const;

/** What was deleted in the last thirty days, to be brought back with everything it holds. */
function DeletedFields({ object }: { readonly object: string }) {
  const { t } = useTranslation('fields');
  const text = useLabel();
  const deleted = useQuery({
    queryKey: ['meta', 'deletedFields', object],
    queryFn: () => api.get<{ fields: DeletedField[] }>(`/meta/objects/${object}/deletedFields`),
  }).data?.fields;
  if (!deleted?.length) return null;
  const restore = async (field: DeletedField) => {
    try {
      await api.post(`/meta/objects/${object}/fields/${field.name}/restore`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
      toast.ok(t('restored', { name: text(field.label) }));
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <section className="set-group">
      <h2>{t('deleted')}</h2>
      <ul className="set-deleted">
        {deleted.map((field) => (
          <li key={field.name}>
            <b>{text(field.label)}</b>
            <span className="note">{t('deletedUntil', { date: field.purgeAt.slice(0, 10) })}</span>
            <span className="sp" />
            <Button
              size="sm"
              kind="ghost"
              onClick={() =>
                void purge(`/meta/objects/${object}/fields/${field.name}`, {
                  title: t('purgeTitle', { name: text(field.label) }),
                  text: t('purgeFieldText'),
                  confirm: t('purge'),
                  done: t('purged', { name: text(field.label) }),
                })
              }
            >
              {t('purge')}
            </Button>
            <Button size="sm" onClick={() => void restore(field)}>
              {t('restore')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** All fields of one object: what they are called and hold; own ones can be added and taken away. */
export function FieldsTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const [open, setOpen] = useState<FieldMeta | 'new' | null>(null);
  const { t: words } = useTranslation('fields');
  // the search of the settings leads here with a name
  const [find, setFind] = useState(() => new URLSearchParams(location.search).get('find') ?? '');
  const works = useOpenWorks(meta.fields.some((field) => field.computing));
  const remove = async (field: FieldMeta) => {
    const url = `/meta/objects/${meta.name}/fields/${field.name}`;
    try {
      const effect = await api.get<Effect>(`${url}/effect`);
      const places = effect.uses.map((use) => text(use.label)).join(t('listMark'));
      const sure = await confirm({
        title: t('fields.deleteTitle', { name: text(field.label) }),
        text: [words('deleteEffect', { records: effect.records }), places && words('deleteUses', { places }), words('deleteKept')]
          .filter(Boolean)
          .join(''),
        confirm: t('delete'),
        danger: true,
      });
      if (!sure) return;
      await api.delete(url);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (cause) {
      toast.error(cause);
    }
  };
  const wanted = find.trim().toLowerCase();
  const shown = meta.fields.filter((field) =>
    `${text(field.label)} ${field.name} ${t(`type.${madeAs(field)}`)}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <TabActions>
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('fields.add')}
        </Button>
      </TabActions>
      <label className="inp set-search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={words('find')}
          placeholder={words('find')}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
      </label>
      {shown.length === 0 && <p className="sub">{words('noneFound')}</p>}
      {GROUPS.map(({ key, of }) => ({ key, fields: shown.filter(of) }))
        .filter((group) => group.fields.length > 0)
        .map((group) => (
          <section key={group.key} className="set-group" aria-labelledby={`fields-${group.key}`}>
            <h2 id={`fields-${group.key}`}>
              {words(`group_${group.key}`)} <span className="note">{group.fields.length}</span>
            </h2>
            <table className="set-table fields">
              <thead>
                <tr>
                  {(['label', 'name', 'type', 'marks'] as const).map((key) => (
                    <th key={key} scope="col">
                      {t(`fields.col.${key}`)}
                    </th>
                  ))}
                  <td />
                </tr>
              </thead>
              <tbody>
                {group.fields.map((field) => (
                  <FieldLine
                    key={field.name}
                    field={field}
                    share={works.find((work) => work.object === meta.name && work.field === field.name)?.share}
                    onEdit={() => setOpen(field)}
                    onDelete={field.custom && field.name !== meta.title ? () => void remove(field) : undefined}
                  />
                ))}
              </tbody>
            </table>
          </section>
        ))}
      <DeletedFields object={meta.name} />
      {open && <FieldDrawer meta={meta} field={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}
