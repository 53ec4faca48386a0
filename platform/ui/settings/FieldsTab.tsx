import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, type ObjectMeta, useLabel, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FieldDrawer } from './FieldDrawer.tsx';
import { fieldIcon } from './field-type.ts';
import { TabActions } from './ObjectFrame.tsx';

function FieldLine({ field, onEdit, onDelete }: { readonly field: FieldMeta; readonly onEdit: () => void; readonly onDelete: () => void }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const objects = useObjects().data;
  const target = objects?.find((one) => one.name === field.object);
  const options = (field.options ?? []).filter((option) => option.active !== false).map((option) => text(option.label));
  const detail = target ? text(target.label) : options.slice(0, 6).join(t('listMark')) + (options.length > 6 ? '…' : '');
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
        {t(`type.${field.type}`)}
        {detail && <span className="note"> {detail}</span>}
      </td>
      <td>
        {field.required && <Tag small>{t('fields.isRequired')}</Tag>}
        {field.unique && <Tag small>{t('fields.isUnique')}</Tag>}
        {field.custom && (
          <Tag small tone="info">
            {t('fields.isOwn')}
          </Tag>
        )}
        {field.readOnly && (
          <Tag small tone="line">
            {t('fields.isReadOnly')}
          </Tag>
        )}
      </td>
      <td className="act">
        {field.custom && <IconButton icon="trash" label={t('fields.deleteOf', { name: text(field.label) })} onClick={onDelete} />}
      </td>
    </tr>
  );
}

/** All fields of one object: what they are called and hold; own ones can be added and taken away. */
export function FieldsTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const [open, setOpen] = useState<FieldMeta | 'new' | null>(null);
  const remove = async (field: FieldMeta) => {
    const sure = await confirm({
      title: t('fields.deleteTitle', { name: text(field.label) }),
      text: t('fields.deleteText'),
      confirm: t('delete'),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.delete(`/meta/objects/${meta.name}/fields/${field.name}`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (cause) {
      toast.error(cause);
    }
  };
  const rank = (field: FieldMeta) => (field.system ? 2 : field.custom ? 0 : 1);
  return (
    <>
      <TabActions>
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('fields.add')}
        </Button>
      </TabActions>
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
          {[...meta.fields]
            .sort((a, b) => rank(a) - rank(b))
            .map((field) => (
              <FieldLine key={field.name} field={field} onEdit={() => setOpen(field)} onDelete={() => void remove(field)} />
            ))}
        </tbody>
      </table>
      {open && <FieldDrawer meta={meta} field={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}
