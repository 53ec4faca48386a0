import { fieldOf, type ObjectMeta, type RecordData, Tag, toneOf, useLabel } from '@huanke/platform/ui';
import { texts } from '../texts.ts';
import '../web.css';

/** 级别与生命周期 in one line: what the account is worth, who says so and until when, and what it is in its life. */
export function Standing({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const option = (name: string) => fieldOf(object, name)?.options?.find(({ key }) => key === record[name]);
  const [level, lifecycle] = [option('level'), option('lifecycle')];
  if (!fieldOf(object, 'level') || (!level && !lifecycle)) return null;
  const until = record['levelUntil'] as string | null;
  const reason = String(record['levelReason'] ?? '');
  const lost = String(record['lifecycleReason'] ?? '');
  const by = record['levelBy'] === 'rule' ? texts.byRule : record['levelBy'] === 'manual' ? texts.byHand : undefined;
  return (
    <section className="acc-standing hd-line" aria-label={text(texts.standing)}>
      <span className="note">{text(texts.level)}</span>
      {level ? <Tag tone={toneOf(level.color)}>{text(level.label)}</Tag> : <span>{text(texts.noLevel)}</span>}
      {level && by && (
        <span className="note">{[text(by), until && text(texts.until).replace('{day}', until), reason].filter(Boolean).join(' · ')}</span>
      )}
      {lifecycle && (
        <>
          <span className="note">{text(texts.lifecycle)}</span>
          <Tag tone={toneOf(lifecycle.color)}>{text(lifecycle.label)}</Tag>
          {record['lifecycle'] === 'lost' && lost && <span className="note">{lost}</span>}
        </>
      )}
    </section>
  );
}
