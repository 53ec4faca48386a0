import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, useLabel } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { TabActions } from '../settings/ObjectFrame.tsx';
import { rulesPath, type SharingRule, type StoredSharingRule } from './data.ts';
import { SharingRuleDrawer } from './SharingRuleDrawer.tsx';

/** 共享: which records of an object are open to whom by rule. */
export function RulesTab({ object: meta }: { readonly object: ObjectMeta }) {
  const { t } = useTranslation('sharing');
  const text = useLabel();
  const key = ['meta', 'parts', meta.name, 'sharingRule'];
  const [open, setOpen] = useState<StoredSharingRule | 'new' | null>(null);
  const {
    data: rules,
    error,
    refetch,
  } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await api.get<{ items: readonly StoredSharingRule[] }>(rulesPath(meta.name), { signal })).items,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!rules) return <Skeleton lines={5} />;
  const save = async (name: string, body: SharingRule) => {
    await api.put(`${rulesPath(meta.name)}/${name}`, body);
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
  };
  const remove = async ({ name, definition }: StoredSharingRule) => {
    const question = {
      title: t('rules.deleteTitle', { name: text(definition.label) }),
      text: t('rules.deleteText'),
      confirm: t('delete', { ns: 'common' }),
      danger: true,
    };
    if (!(await confirm(question))) return;
    try {
      await api.delete(`${rulesPath(meta.name)}/${name}`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <>
      <TabActions>
        <Button kind="primary" icon="plus" onClick={() => setOpen('new')}>
          {t('rules.add')}
        </Button>
      </TabActions>
      <p className="sub set-note">{t('rules.intro')}</p>
      {rules.length === 0 ? (
        <EmptyState icon="users" title={t('rules.none')} text={t('rules.noneText')} />
      ) : (
        <table className="set-table">
          <thead>
            <tr>
              <th scope="col">{t('rules.name')}</th>
              <th scope="col">{t('rules.by')}</th>
              <th scope="col">{t('level')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => {
              const { label, by, level, active } = rule.definition;
              return (
                <tr key={rule.name} className={active ? undefined : 'off'}>
                  <th scope="row">
                    <button type="button" onClick={() => setOpen(rule)}>
                      <b>{text(label)}</b>
                      {!active && (
                        <Tag small tone="line">
                          {t('rules.off')}
                        </Tag>
                      )}
                    </button>
                  </th>
                  <td>{t(`rules.kinds.${by}`)}</td>
                  <td>{t(`levels.${level}`)}</td>
                  <td className="act">
                    <IconButton icon="trash" label={t('rules.delete', { name: text(label) })} onClick={() => void remove(rule)} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {open && (
        <SharingRuleDrawer
          meta={meta}
          rule={open === 'new' ? null : open}
          onSave={(body) => save(open === 'new' ? freeName(rules.map(({ name }) => name)) : open.name, body)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** A name that no rule of the object has. */
function freeName(taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`share${number}`)) number += 1;
  return `share${number}`;
}
