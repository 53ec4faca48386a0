import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type Label, type ObjectMeta, useLabel, useObject, useObjects } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import type { Filter } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { TagRuleDrawer } from './TagRuleDrawer.tsx';

export interface TagRule {
  readonly field: string;
  readonly tag: string;
  readonly reason: Label;
  readonly filter?: Filter;
  readonly active: boolean;
}

export interface StoredTagRule {
  readonly name: string;
  readonly definition: TagRule;
}

/** Shipped objects with a field of tags, the most tagged first. */
const TAGGED = ['account', 'contact', 'lead', 'opportunity'] as const;
const rulesPath = (object: string) => `/meta/objects/${object}/parts/tagRule`;

/** A name that no rule of the object has. */
function freeName(taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`tag${number}`)) number += 1;
  return `tag${number}`;
}

/** 标签规则: tags that the system puts on and takes off by a condition, object by object. */
export function TagRulesPage() {
  const { t } = useTranslation('tags');
  const text = useLabel();
  const objects = (useObjects().data ?? []).filter(({ name }) => (TAGGED as readonly string[]).includes(name));
  const [name, setName] = useState<string>(TAGGED[0]);
  const [adding, setAdding] = useState(false);
  const meta = useObject(name).data;
  return (
    <SettingsFrame
      page="tagRules"
      text={t('rules.intro')}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setAdding(true)}>
          {t('rules.add')}
        </Button>
      }
    >
      <Segmented
        label={t('rules.object')}
        value={name}
        segments={TAGGED.flatMap((one) => {
          const object = objects.find((other) => other.name === one);
          return object ? [{ value: one as string, label: text(object.label) }] : [];
        })}
        onChange={setName}
      />
      {meta ? <Rules key={name} meta={meta} adding={adding} onAdded={() => setAdding(false)} /> : <Skeleton lines={5} />}
    </SettingsFrame>
  );
}

function Rules({ meta, adding, onAdded }: { readonly meta: ObjectMeta; readonly adding: boolean; readonly onAdded: () => void }) {
  const { t } = useTranslation('tags');
  const [open, setOpen] = useState<StoredTagRule | null>(null);
  const query = useQuery({
    queryKey: ['meta', 'parts', meta.name, 'tagRule'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly StoredTagRule[] }>(rulesPath(meta.name), { signal })).items,
  });
  const { data: rules, error, refetch } = query;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!rules) return <Skeleton lines={5} />;
  const save = async (body: TagRule) => {
    await api.put(`${rulesPath(meta.name)}/${open?.name ?? freeName(rules.map((rule) => rule.name))}`, body);
    await queryClient.invalidateQueries({ queryKey: ['meta'] });
    toast.ok(t('later'));
  };
  const close = () => {
    setOpen(null);
    onAdded();
  };
  return (
    <>
      {rules.length === 0 ? (
        <EmptyState icon="tag" title={t('rules.none')} text={t('rules.noneText')} />
      ) : (
        <table className="set-table">
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('rules.reason')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <RuleRow key={rule.name} object={meta.name} rule={rule} onOpen={() => setOpen(rule)} />
            ))}
          </tbody>
        </table>
      )}
      {(adding || open) && <TagRuleDrawer meta={meta} rule={open} onSave={save} onClose={close} />}
    </>
  );
}

function RuleRow({ object, rule, onOpen }: { readonly object: string; readonly rule: StoredTagRule; readonly onOpen: () => void }) {
  const { t } = useTranslation('tags');
  const text = useLabel();
  const { tag, reason, active } = rule.definition;
  const remove = async () => {
    const question = {
      title: t('rules.deleteTitle', { name: tag }),
      text: t('rules.deleteText'),
      confirm: t('delete', { ns: 'common' }),
      danger: true,
    };
    if (!(await confirm(question))) return;
    try {
      await api.delete(`${rulesPath(object)}/${rule.name}`);
      await queryClient.invalidateQueries({ queryKey: ['meta'] });
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <tr className={active ? undefined : 'off'}>
      <th scope="row">
        <button type="button" onClick={onOpen}>
          <b>{tag}</b>
          {!active && (
            <Tag small tone="line">
              {t('rules.off')}
            </Tag>
          )}
        </button>
      </th>
      <td>{text(reason)}</td>
      <td className="act">
        <IconButton icon="trash" label={t('rules.delete', { name: tag })} onClick={() => void remove()} />
      </td>
    </tr>
  );
}
