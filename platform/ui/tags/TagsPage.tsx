import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { type Tag as CompanyTag, renewTags } from '../data/tags.ts';
import { useTranslation } from '../i18n/index.ts';
import { listLink } from '../list/href.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Menu } from '../primitives/Menu.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag, toneOf } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';

interface Use {
  readonly object: string;
  readonly field: string;
  readonly count: number;
}
interface CountedTag extends CompanyTag {
  readonly uses: readonly Use[];
}

const COLORS = ['grey', 'blue', 'teal', 'green', 'amber', 'red', 'violet', 'plum'] as const;
const path = (name: string) => `/tags/${encodeURIComponent(name)}`;

/** How many records carry it, each number the list it counts. */
function Uses({ tag }: { readonly tag: CountedTag }) {
  const { t } = useTranslation('tags');
  const text = useLabel();
  const objects = useObjects().data ?? [];
  if (tag.uses.length === 0) return <span className="note">{t('unused')}</span>;
  return tag.uses.map(({ object, field, count }, index) => (
    <span key={`${object}.${field}`}>
      {index > 0 && <i className="dot" />}
      <Link {...listLink(object, { filter: { field, op: 'contains', value: tag.name } })}>
        {t('uses', { object: text(objects.find((one) => one.name === object)?.label), count })}
      </Link>
    </span>
  ));
}

type Asked = { readonly kind: 'rename' | 'merge'; readonly tag: CountedTag };

function AskDialog({
  asked,
  tags,
  onClose,
}: {
  readonly asked: Asked;
  readonly tags: readonly CountedTag[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('tags');
  const { kind, tag } = asked;
  const others = tags.filter((one) => one.active && one.name !== tag.name);
  const [value, setValue] = useState(kind === 'rename' ? tag.name : (others[0]?.name ?? ''));
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    if (kind === 'rename') await api.patch(path(tag.name), { name: value });
    else await api.post(`${path(tag.name)}/merge`, { into: value });
    await renewTags();
    toast.ok(t('later'));
    onClose();
  });
  return (
    <Dialog title={t(kind === 'rename' ? 'renameTitle' : 'mergeTitle', { name: tag.name })} onClose={onClose}>
      <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
        <FormProblem error={error} fields={['name', 'into']} />
        {kind === 'rename' ? (
          <Field label={t('name')} required error={problem('name')}>
            {(control) => (
              <input className="inp" maxLength={50} {...control} value={value} onChange={(event) => setValue(event.target.value)} />
            )}
          </Field>
        ) : (
          <>
            <p className="sub">{t('mergeText')}</p>
            <Field label={t('into')} error={problem('into')}>
              {(control) => (
                <select className="inp" {...control} value={value} onChange={(event) => setValue(event.target.value)}>
                  {others.map((one) => (
                    <option key={one.name}>{one.name}</option>
                  ))}
                </select>
              )}
            </Field>
          </>
        )}
        <Button kind="primary" type="submit" busy={busy} disabled={!value.trim() || value === tag.name}>
          {t(kind)}
        </Button>
      </form>
    </Dialog>
  );
}

const change = (tag: CountedTag, part: object, done: string) =>
  api
    .patch(path(tag.name), part)
    .then(renewTags)
    .then(() => toast.ok(done))
    .catch(toast.error);

function Row({ tag, onAsk }: { readonly tag: CountedTag; readonly onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation('tags');
  const groups = [
    {
      key: 'all',
      items: [
        { key: 'rename', label: t('rename'), onSelect: () => onAsk({ kind: 'rename', tag }) },
        { key: 'merge', label: t('merge'), onSelect: () => onAsk({ kind: 'merge', tag }) },
        {
          key: 'retire',
          label: t(tag.active ? 'retire' : 'restore'),
          onSelect: () => void change(tag, { active: !tag.active }, t('saved')),
        },
      ],
    },
  ];
  return (
    <tr>
      <th scope="row">
        <Tag tone={toneOf(tag.color)}>{tag.name}</Tag> {!tag.active && <span className="note">{t('retired')}</span>}
      </th>
      <td>
        <select
          className="inp"
          aria-label={t('colorOf', { name: tag.name })}
          value={tag.color}
          onChange={(event) => void change(tag, { color: event.target.value }, t('saved'))}
        >
          {COLORS.map((color) => (
            <option key={color} value={color}>
              {t(`colors.${color}`)}
            </option>
          ))}
        </select>
      </td>
      <td>
        <Uses tag={tag} />
      </td>
      <td>
        <Menu label={t('actions', { name: tag.name })} align="end" groups={groups}>
          {(props) => <IconButton {...props} icon="more" label={t('actions', { name: tag.name })} />}
        </Menu>
      </td>
    </tr>
  );
}

function AddTag() {
  const { t } = useTranslation('tags');
  const [name, setName] = useState('');
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    await api
      .post('/tags', { name })
      .then(() => setName(''))
      .then(renewTags)
      .catch(toast.error);
  };
  return (
    <form className="set-acts tagadd" onSubmit={(event) => void add(event)}>
      <input
        className="inp"
        aria-label={t('newName')}
        placeholder={t('newName')}
        maxLength={50}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" icon="plus" disabled={!name.trim()}>
        {t('add')}
      </Button>
    </form>
  );
}

/** `/settings/tags`: the company's tags, with what carries them. */
export function TagsPage() {
  const { t } = useTranslation('tags');
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['tags', 'counts'],
    queryFn: async ({ signal }) => (await api.get<{ items: readonly CountedTag[] }>('/tags', { query: { counts: true }, signal })).items,
  });
  return (
    <SettingsFrame page="tags" text={t('intro')}>
      <AddTag />
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={5} />}
      {data?.length === 0 && <EmptyState icon="tag" title={t('none')} text={t('noneText')} />}
      {data && data.length > 0 && (
        <table className="set-table tagtable">
          <thead>
            <tr>
              <th scope="col">{t('name')}</th>
              <th scope="col">{t('color')}</th>
              <th scope="col">{t('used')}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {data.map((tag) => (
              <Row key={tag.name} tag={tag} onAsk={setAsked} />
            ))}
          </tbody>
        </table>
      )}
      {asked && data && <AskDialog asked={asked} tags={data} onClose={() => setAsked(null)} />}
    </SettingsFrame>
  );
}
