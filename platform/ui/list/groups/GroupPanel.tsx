import { type ObjectMeta, useLabel } from '../../data/meta.ts';
import { FieldPicker } from '../../filter/FieldPicker.tsx';
import { useTranslation } from '../../i18n/index.ts';
import { Button } from '../../primitives/Button.tsx';
import { Popover } from '../../primitives/Popover.tsx';
import { BUCKETS, type Bucket, type GroupBy, groupByField, groupFields, isDated } from './group.ts';

interface GroupPanelProps {
  readonly meta: ObjectMeta;
  readonly anchor: HTMLElement | null;
  readonly group: GroupBy | undefined;
  readonly onClose: () => void;
  readonly onChange: (group: GroupBy | undefined) => void;
}

/** What the rows are grouped by; dates by a period. */
export function GroupPanel({ meta, anchor, group, onClose, onChange }: GroupPanelProps) {
  const { t } = useTranslation('list');
  const text = useLabel();
  const fields = groupFields(meta);
  const field = fields.find((one) => one.name === group?.field);
  return (
    <Popover key={field ? 'set' : 'choose'} anchor={anchor} label={t('group.title')} align="end" className="fpop" onClose={onClose}>
      {field && group ? (
        <div className="panel">
          <h2>{t('group.title')}</h2>
          <div className="colline">
            <span className="ell">{text(field.label)}</span>
            {isDated(field) && (
              <select
                className="inp"
                aria-label={t('group.period')}
                value={group.bucket}
                onChange={(event) => onChange({ field: field.name, bucket: event.target.value as Bucket })}
              >
                {BUCKETS.map((bucket) => (
                  <option key={bucket} value={bucket}>
                    {t(`group.buckets.${bucket}`)}
                  </option>
                ))}
              </select>
            )}
          </div>
          <footer className="row">
            <Button size="sm" data-autofocus="" onClick={() => onChange(undefined)}>
              {t('group.remove')}
            </Button>
          </footer>
        </div>
      ) : (
        <FieldPicker
          meta={meta}
          levels={0}
          accept={(one) => fields.includes(one)}
          onPick={(name) => {
            const picked = fields.find((one) => one.name === name);
            if (picked) onChange(groupByField(picked));
            onClose();
          }}
        />
      )}
    </Popover>
  );
}
