import { Link } from '@tanstack/react-router';
import { isEmpty } from '../cells/text.ts';
import { fieldOf, useLabel, useObject } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { plainText } from '../form/plain.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { iconOr } from '../primitives/icons.ts';
import { useRecordPage } from '../record/page-state.ts';
import type { TimelineItem } from './items.ts';
import { Line, Where } from './Line.tsx';

/** A record that belongs to this one was made. */
export function Added({ item }: { readonly item: TimelineItem }) {
  const { t } = useTranslation('timeline');
  const text = useLabel();
  const { meta } = useRecordPage();
  const child = useObject(item.object ?? meta.name).data;
  return (
    <Line icon="plus" system at={item.at}>
      <p className="w">
        <b>{item.by?.title ?? t('system')}</b> {t('created', { object: text(child?.label) })} <Where item={item} />
      </p>
    </Line>
  );
}

/** What a module tells: its name for it, and the fields it shows. */
export function Told({ item: { object = '', record, source, at } }: { readonly item: TimelineItem }) {
  const text = useLabel();
  const format = useFormat();
  const meta = useObject(object).data;
  if (!meta || !record || !source) return null;
  const facts = source.fields.flatMap((name) => {
    const field = fieldOf(meta, name);
    return field && !isEmpty(record[name]) ? [plainText(field, record[name], format, record)] : [];
  });
  return (
    <Line icon={iconOr(source.icon)} at={at}>
      <p className="w">
        <Link to={paths.record(object, record.id)}>
          <b>{text(source.label)}</b>
        </Link>
        {facts.length > 0 && <i className="dot" />}
        {facts.join(' · ')}
      </p>
    </Line>
  );
}
