import { actionForm, Button, Lazy, type RecordData, useCan, useLabel, useObject, useTranslation } from '@huanke/platform/ui';
import { useState } from 'react';
import type { NextItem } from './types.ts';

/** Whether somebody is expected at a visit, today or before, and has not checked in: not yet where the company keeps none. */
export function useExpected({ task, late }: NextItem): boolean {
  const can = useCan();
  return task?.type === 'visit' && task.checkedInAt === null && late >= 0 && can('checkIn.create');
}

/** 签到 at a visit from the day, with the form of its own page. */
export function CheckIn({ item, kind = 'default' }: { readonly item: NextItem; readonly kind?: 'default' | 'primary' }) {
  const { t } = useTranslation('sales');
  const text = useLabel();
  const { data: meta } = useObject('activity');
  const [open, setOpen] = useState(false);
  const expected = useExpected(item);
  const form = actionForm('activity', 'checkIn');
  const action = meta?.actions?.find(({ name }) => name === 'checkIn');
  if (!expected || !item.task || !meta || !action || !form) return null;
  // the form asks for the record itself only what the line knows of it
  const record = item.task as unknown as RecordData;
  return (
    <>
      <Button kind={kind} icon="visit" aria-label={t('home.checkInOf', { name: item.text })} onClick={() => setOpen(true)}>
        {text(action.label)}
      </Button>
      {open && <Lazy load={form.load} props={{ object: meta, record, action, onClose: () => setOpen(false) }} />}
    </>
  );
}
