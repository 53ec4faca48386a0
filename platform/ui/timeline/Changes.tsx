import { useState } from 'react';
import { currencyOf } from '../cells/text.ts';
import { useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { plainText } from '../form/plain.ts';
import { isWritable, sameValue } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { confirm } from '../primitives/confirm.tsx';
import { toast } from '../primitives/Toast.tsx';
import { isInPlace, useRecordPage } from '../record/page-state.ts';
import { type Change, shownChanges } from './items.ts';

const FEW = 3;

/** 金额 从 ¥100万 改为 ¥128.6万, with 改回. Long lists fold. */
export function Changes({ changes, who }: { readonly changes: readonly Change[]; readonly who: string }) {
  const { t } = useTranslation('timeline');
  const text = useLabel();
  const format = useFormat();
  const { meta, record, canEdit, save } = useRecordPage();
  const [open, setOpen] = useState(false);
  const all = shownChanges(meta, changes);
  const shown = open ? all : all.slice(0, FEW);

  const putBack = async ({ field, change }: (typeof all)[number]) => {
    const isChangedSince = !sameValue(field, record[field.name], change.new);
    const to = plainText(field, change.old, format, record);
    const question = { title: t('putBackTitle', { field: text(field.label), value: to }), text: t('changedSince'), confirm: t('putBack') };
    if (isChangedSince && !(await confirm(question))) return;
    try {
      await save({ [field.name]: change.old });
    } catch (error) {
      toast.error(error);
    }
  };
  const short = (field: (typeof all)[number]['field'], value: unknown) => {
    const whole = plainText(field, value, format, record);
    const figure =
      field.type === 'currency' && value !== null ? format.moneyFigure(value as string, currencyOf(record, field)).text : whole;
    return { whole, figure };
  };
  return (
    <>
      {shown.map(({ field, change }, index) => {
        const before = short(field, change.old);
        const after = short(field, change.new);
        const canPutBack = canEdit && isWritable(field) && isInPlace(field) && !sameValue(field, record[field.name], change.old);
        return (
          <p key={field.name} className="chg">
            <span>
              {index === 0 && <b>{who}</b>} {t('setField', { field: text(field.label) })}{' '}
              {change.old === null || change.old === undefined ? (
                t('setTo')
              ) : (
                <>
                  {t('from')} <s title={before.whole}>{before.figure}</s> {t('to')}
                </>
              )}{' '}
              <span title={after.whole}>{change.new === null || change.new === undefined ? t('nothing') : after.figure}</span>
            </span>
            {canPutBack && (
              <button type="button" className="lnk" onClick={() => void putBack({ field, change })}>
                {t('putBack')}
              </button>
            )}
          </p>
        );
      })}
      {all.length > FEW && (
        <button type="button" className="lnk" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('fold') : t('moreChanges', { count: all.length - FEW })}
        </button>
      )}
    </>
  );
}
