import { Link } from '@tanstack/react-router';
import { type Label, type ObjectMeta, useLabel, useObject } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { useRecordPage } from '../record/page-state.ts';
import { openCreate } from '../shell/create.ts';
import { usePanel } from './data.ts';
import { PanelFrame } from './PanelFrame.tsx';

interface Suggestion {
  readonly title: Label;
  readonly why: Label;
  readonly object: string;
  readonly record: { readonly id: string; readonly title: string };
  readonly create?: string;
}

const OF = ['activity', 'contact', 'opportunity', 'tender', 'project'] as const;

/** 下一步: at most three things worth doing, each with its reason. */
export function NextActions({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('panels');
  const query = usePanel<{ readonly items: readonly Suggestion[] }>(object.name, record.id, 'next', OF);
  return (
    <PanelFrame label={t('next')} query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="note">{t('nothingNext')}</p>
        ) : (
          <ol className="nextacts">
            {items.map((item) => (
              <Action key={item.title.zh + item.record.id} item={item} />
            ))}
          </ol>
        )
      }
    </PanelFrame>
  );
}

function Action({ item }: { readonly item: Suggestion }) {
  const text = useLabel();
  const { record } = useRecordPage();
  return (
    <li>
      <Icon name="next" size={16} />
      <span className="nxt">
        {item.record.id === record.id ? (
          <b>{text(item.title)}</b>
        ) : (
          <Link to={paths.record(item.object, item.record.id)}>{text(item.title)}</Link>
        )}
        <span className="note">{text(item.why)}</span>
      </span>
      {item.record.id === record.id && <Here item={item} />}
    </li>
  );
}

/** What is to be done on this page itself: a record that belongs to it, or a note. */
function Here({ item }: { readonly item: Suggestion }) {
  const { t } = useTranslation('panels');
  const text = useLabel();
  const { meta, writeNote } = useRecordPage();
  const made = useObject(item.create ?? meta.name).data;
  if (!item.create)
    return (
      <Button kind="link" icon="pencil" onClick={() => writeNote()}>
        {t('write')}
      </Button>
    );
  if (!made?.can?.includes('create')) return null;
  return (
    <Button kind="link" icon="plus" onClick={() => openCreate(made.name, { [meta.name]: item.record })}>
      {t('create', { object: text(made.label) })}
    </Button>
  );
}
