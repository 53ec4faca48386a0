import { useState } from 'react';
import { api } from '../data/api.ts';
import type { ObjectMeta } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useCan, useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { confirm } from '../primitives/confirm.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { ConsentDialog } from './ConsentDialog.tsx';
import { type Consent, consentsChanged, personPath, useConsents } from './data.ts';
import { PersonDialog } from './PersonDialog.tsx';
import './protection.css';

function Line({ consent, onWithdraw }: { readonly consent: Consent; readonly onWithdraw: (() => void) | undefined }) {
  const { t } = useTranslation('protection');
  const format = useFormat();
  const from = [t(`source.${consent.source}`), format.date(consent.givenAt.slice(0, 10)), consent.by?.title].filter(Boolean).join(' · ');
  return (
    <li>
      <p>
        <b>{t(`purpose.${consent.purpose}`)}</b>
        <Tag small tone={consent.withdrawnAt ? 'neutral' : 'ok'}>
          {t(consent.withdrawnAt ? 'withdrawn' : 'holds')}
        </Tag>
        {onWithdraw && (
          <Button kind="link" size="sm" aria-label={t('withdrawOf', { purpose: t(`purpose.${consent.purpose}`) })} onClick={onWithdraw}>
            {t('withdraw')}
          </Button>
        )}
      </p>
      <p className="note">{from}</p>
      {consent.evidence && <p className="note">{consent.evidence}</p>}
    </li>
  );
}

/** 个人信息 on the page of a person: what they agreed to, and for those who may, a copy of their data and its erasure. */
export function PersonPanel({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('protection');
  const can = useCan();
  const list = useConsents(object.name, record.id).data;
  const [open, setOpen] = useState<'consent' | 'export' | 'erase' | null>(null);
  const mayEdit = can(`${object.name}.edit`);
  if (!list) return null;
  const withdraw = async (consent: Consent) => {
    const purpose = t(`purpose.${consent.purpose}`);
    if (!(await confirm({ title: t('withdrawTitle', { purpose }), text: t('withdrawText'), confirm: t('withdraw') }))) return;
    try {
      await api.post(personPath(object.name, record.id, `consents/${consent.id}/withdraw`));
      await consentsChanged(record.id);
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <section className="card pp" aria-label={t('title')}>
      <h2>
        {t('title')}
        <span className="sp" />
        {mayEdit && (
          <Button kind="link" icon="plus" onClick={() => setOpen('consent')}>
            {t('add')}
          </Button>
        )}
      </h2>
      {list.items.length === 0 ? (
        <p className="note">{t('none')}</p>
      ) : (
        <ul>
          {list.items.map((one) => (
            <Line key={one.id} consent={one} onWithdraw={mayEdit && !one.withdrawnAt ? () => void withdraw(one) : undefined} />
          ))}
        </ul>
      )}
      {can('protection.manage') && (
        <p className="pp-more">
          <Button kind="link" onClick={() => setOpen('export')}>
            {t('copy')}
          </Button>
          <Button kind="link" onClick={() => setOpen('erase')}>
            {t('erase')}
          </Button>
        </p>
      )}
      {open === 'consent' && <ConsentDialog object={object.name} id={record.id} list={list} onClose={() => setOpen(null)} />}
      {(open === 'export' || open === 'erase') && <PersonDialog object={object} id={record.id} what={open} onClose={() => setOpen(null)} />}
    </section>
  );
}
