import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { fieldOf, type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { TabActions } from '../settings/ObjectFrame.tsx';
import { RuleDrawer } from './RuleDrawer.tsx';
import { type RuleBody, ruleName, rulesPath, type StoredRule } from './rules.ts';
import './formula.css';

/** 校验: the rules of an object, in force or not. */
export function ValidationTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { t } = useTranslation('formula');
  const text = useLabel();
  const key = ['meta', 'parts', meta.name, 'validation'];
  const [open, setOpen] = useState<StoredRule | 'new' | null>(null);
  const {
    data: rules,
    error,
    refetch,
  } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.get<{ items: readonly StoredRule[] }>(rulesPath(meta.name), { signal })).items,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!rules) return <Skeleton lines={5} />;
  const save = async (name: string, body: RuleBody) => {
    await api.put(`${rulesPath(meta.name)}/${name}`, body);
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
  };
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (cause) {
      toast.error(cause);
      await queryClient.invalidateQueries({ queryKey: key });
    }
  };
  // shown at once; a refusal brings back what is stored
  const toggle = ({ name, definition }: StoredRule) => {
    const body = { ...definition, active: !definition.active };
    queryClient.setQueryData<readonly StoredRule[]>(key, (before) =>
      before?.map((one) => (one.name === name ? { name, definition: body } : one)),
    );
    return attempt(() => save(name, body));
  };
  const remove = async ({ name, definition }: StoredRule) => {
    const label = text(definition.label);
    const question = {
      title: t('removeTitle', { name: label }),
      text: t('removeText'),
      confirm: t('delete', { ns: 'common' }),
      danger: true,
    };
    if (!(await confirm(question))) return;
    await attempt(async () => {
      await api.delete(`${rulesPath(meta.name)}/${name}`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    });
  };
  return (
    <>
      <TabActions>
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('add')}
        </Button>
      </TabActions>
      <p className="sub set-note">{t('intro')}</p>
      {rules.length === 0 ? (
        <EmptyState icon="check" title={t('none')} text={t('noneText')} />
      ) : (
        <table className="set-table fx-rules">
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('conditionHead')}</th>
              <th scope="col">{t('message')}</th>
              <th scope="col">{t('active')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => {
              const { label, condition, message, field, active } = rule.definition;
              return (
                <tr key={rule.name} className={active ? undefined : 'off'}>
                  <th scope="row">
                    <button type="button" onClick={() => setOpen(rule)}>
                      <b>{text(label)}</b>
                      {!active && (
                        <Tag small tone="line">
                          {t('off')}
                        </Tag>
                      )}
                    </button>
                  </th>
                  <td>
                    <span className="fx-condition">{condition}</span>
                  </td>
                  <td>
                    {text(message)}
                    {field && <span className="sub"> · {text(fieldOf(meta, field)?.label)}</span>}
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      className="cb"
                      aria-label={t('activate', { name: text(label) })}
                      checked={active}
                      onChange={() => void toggle(rule)}
                    />
                  </td>
                  <td className="act">
                    <IconButton icon="trash" label={t('remove', { name: text(label) })} onClick={() => void remove(rule)} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {open && (
        <RuleDrawer
          meta={meta}
          rule={open === 'new' ? null : open}
          onSave={(body) => save(open === 'new' ? ruleName(rules.map(({ name }) => name)) : open.name, body)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
