import { useNavigate } from '@tanstack/react-router';
import { renderCell } from '../cells/cell.tsx';
import type { CellTools } from '../cells/text.ts';
import { type FieldMeta, fieldOf, type ObjectMeta, titleOf, useLabel } from '../data/meta.ts';
import { type RecordData, useRecord } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { useHotkeys } from '../keys/hotkeys.ts';
import { isSpokenOf } from '../layout/spoken.ts';
import { useArranged } from '../layout/use-arranged.ts';
import { paths } from '../links.ts';
import { IconButton } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import './peek.css';

interface PeekProps {
  readonly meta: ObjectMeta;
  readonly record: RecordData;
  readonly at: number;
  readonly hasNext: boolean;
  readonly tools: CellTools;
  readonly onClose: () => void;
  readonly onGo: (step: number) => void;
}

function sectionsOf(
  meta: ObjectMeta,
): readonly { readonly key: string; readonly label: ObjectMeta['label'] | null; readonly fields: readonly FieldMeta[] }[] {
  if (meta.sections?.length)
    return meta.sections.map((section) => ({
      key: section.key ?? section.label.en,
      label: section.label,
      fields: section.fields.flatMap((name) => fieldOf(meta, name) ?? []),
    }));
  return [{ key: 'all', label: null, fields: meta.fields.filter((field) => !field.system) }];
}

/** A look at a record beside its list: previous and next without leaving, Ctrl-Enter opens it whole. */
export function Peek({ meta: object, record, at, hasNext, tools, onClose, onGo }: PeekProps) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const navigate = useNavigate();
  // The row is shown at once, the rest of the record follows.
  const full = useRecord(object.name, record.id).data;
  const shown = full ?? record;
  const meta = useArranged(object, shown);
  const open = () => void navigate({ to: paths.record(meta.name, record.id) });
  useHotkeys([{ keys: 'mod+Enter', label: t('peek.open'), group: t('keys.group'), inLayers: true, run: open }]);
  const go = (href: string) => void navigate({ to: href });
  return (
    <Drawer
      open
      modal={false}
      width={720}
      title={titleOf(meta, shown)}
      onClose={onClose}
      extra={
        <>
          <span className="note">{t('peek.of', { at: at + 1 })}</span>
          <IconButton icon="up" label={t('peek.previous')} disabled={at === 0} onClick={() => onGo(-1)} />
          <IconButton icon="down" label={t('peek.next')} disabled={!hasNext} onClick={() => onGo(1)} />
          <IconButton icon="arrow" label={t('peek.open')} onClick={open} />
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only takes presses on the links inside */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: links answer keys by themselves */}
      <div
        className="peek"
        onClick={(event) => {
          const href = (event.target as Element).closest('a')?.getAttribute('href');
          if (!href?.startsWith('/') || event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          go(href);
        }}
      >
        {sectionsOf(meta).map((section) => (
          <section key={section.key}>
            {section.label && <h3>{text(section.label)}</h3>}
            <dl>
              {section.fields
                .filter((field) => field.name in shown && isSpokenOf(meta, field, shown, tools.format.currency))
                .map((field) => (
                  <div key={field.name} className={field.type === 'longText' || field.type === 'richText' ? 'wide' : undefined}>
                    <dt>{text(field.label)}</dt>
                    <dd className="cellv">{renderCell(field, shown[field.name], shown, tools)}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Drawer>
  );
}
