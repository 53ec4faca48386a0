import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../data/api.ts';
import { type FieldMeta, type ObjectMeta, titleOf } from '../data/meta.ts';
import { queryClient } from '../data/query-client.ts';
import { isReference, type RecordData } from '../data/records.ts';
import { useFormat, useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FieldsDialog } from '../record/FieldsDialog.tsx';
import { rejectReasons } from './data.ts';
import './assignment.css';

/** The longest that a company may allow. */
const LONGEST_MS = 72 * 3_600_000;

/** 自动分配给您，… 前可以拒收: on what a rule has just given to the reader. */
export function GivenBar({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('assignment');
  const { user } = useSession();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const since = record['ownerSince'];
  const isRecent = typeof since === 'string' && Date.now() - Date.parse(since) < LONGEST_MS;
  const isMine = isReference(record['owner']) && record['owner'].id === user.id;
  const { data } = useQuery({
    queryKey: ['assignments', 'rejectable', object.name, record.id, since],
    queryFn: ({ signal }) => api.get<{ until: string | null }>(`/assignments/rejectable/${object.name}/${record.id}`, { signal }),
    enabled: isMine && isRecent,
  });
  if (!isMine || !isRecent || !data?.until) return null;
  return (
    <p className="given" role="note">
      <Icon name="flow" size={14} />
      <span>{t('given.text', { at: format.dateTime(data.until) })}</span>
      <Button size="sm" onClick={() => setOpen(true)}>
        {t('given.reject')}
      </Button>
      {isOpen && <RejectDialog object={object} record={record} onClose={() => setOpen(false)} />}
    </p>
  );
}

function RejectDialog({
  object,
  record,
  onClose,
}: {
  readonly object: ObjectMeta;
  readonly record: RecordData;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('assignment');
  const navigate = useNavigate();
  const said = (text: string) => ({ zh: text, en: text });
  const reason: FieldMeta = {
    name: 'reason',
    type: 'picklist',
    label: said(t('given.reason')),
    options: rejectReasons.map((key) => ({ key, label: said(t(`given.reasons.${key}`)) })),
  };
  const note: FieldMeta = { name: 'note', type: 'text', max: 500, label: said(t('given.note')) };
  return (
    <FieldsDialog
      meta={object}
      title={t('given.title', { name: titleOf(object, record) })}
      text={t('given.hint')}
      fields={[
        { field: reason, required: true, start: null },
        { field: note, required: false, start: null },
      ]}
      confirm={t('given.reject')}
      onClose={onClose}
      onSubmit={async ({ reason: why, note: more }) => {
        await api.post(`/assignments/reject/${object.name}/${record.id}`, { reason: why, ...(more ? { note: more } : {}) });
        onClose();
        toast.ok(t('given.done'));
        // who gave a record back may not see it any more
        await navigate({ to: paths.list(object.name) });
        await queryClient.invalidateQueries({ queryKey: ['records', object.name] });
      }}
    />
  );
}
