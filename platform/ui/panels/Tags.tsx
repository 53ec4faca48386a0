import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { type Label, type ObjectMeta, useLabel } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { listLink } from '../list/href.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Tag, toneOf } from '../primitives/Tag.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { usePanel } from './data.ts';
import { PanelFrame } from './PanelFrame.tsx';

const TagDrawer = lazy(() => import('./TagDrawer.tsx').then((file) => ({ default: file.TagDrawer })));

/** A tag of a record and where it comes from. */
export interface TagOrigin {
  readonly field: string;
  readonly name: string;
  readonly color: string;
  readonly origin: 'manual' | 'rule' | 'model';
  readonly reason: Label | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly by: { readonly id: string; readonly title: string } | null;
}

/** 标签: each with where it comes from, since when, and why. */
export function Tags({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('panels');
  const query = usePanel<{ readonly tags: readonly TagOrigin[] }>(object.name, record.id, 'tags');
  const { canEdit } = useRecordPage();
  const [open, setOpen] = useState<TagOrigin | null>(null);
  return (
    <>
      <PanelFrame label={t('tags')} query={query}>
        {({ tags }) =>
          tags.length === 0 ? null : (
            <ul className="tagrows">
              {tags.map((tag) => (
                <TagRow
                  key={`${tag.field} ${tag.name}`}
                  object={object.name}
                  tag={tag}
                  {...(canEdit && tag.origin === 'manual' ? { onExplain: () => setOpen(tag) } : {})}
                />
              ))}
            </ul>
          )
        }
      </PanelFrame>
      {open && (
        <Suspense fallback={null}>
          <TagDrawer object={object.name} record={record.id} tag={open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </>
  );
}

function TagRow({ object, tag, onExplain }: { readonly object: string; readonly tag: TagOrigin; readonly onExplain?: () => void }) {
  const { t } = useTranslation('panels');
  const text = useLabel();
  const format = useFormat();
  const { field, name, color, origin, reason, since, until, by } = tag;
  const facts = [reason && text(reason), by?.title, since && t('since', { day: format.date(since) }), until && t('until', { day: until })];
  return (
    <li>
      <Link {...listLink(object, { filter: { field, op: 'contains', value: name } })} title={t('sameTag', { name })}>
        <Tag tone={toneOf(color)}>
          <Icon name={origin === 'manual' ? 'users' : 'bolt'} size={12} /> {name}
        </Tag>
      </Link>
      <span className="note">{[t(`origin.${origin}`), ...facts].filter(Boolean).join(' · ')}</span>
      {onExplain && <IconButton icon="pencil" label={t('explain', { name })} onClick={onExplain} />}
    </li>
  );
}
