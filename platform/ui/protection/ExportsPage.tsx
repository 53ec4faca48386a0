import { useState } from 'react';
import { api } from '../data/api.ts';
import { useLabel, useObjects } from '../data/meta.ts';
import { useCan, useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { SettingsFrame } from '../settings/Frame.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { type ExportRequest, type ExportRules, exportsChanged, useExportRequests, useExportRules } from './data.ts';
import { RulesForm } from './RulesForm.tsx';
import './protection.css';

const TONES = { waiting: 'warn', approved: 'ok', denied: 'bad' } as const;

/** No with a reason, so that the person knows what to do next. */
function DenyDialog({ request, onClose }: { readonly request: ExportRequest; readonly onClose: () => void }) {
  const { t } = useTranslation('protection');
  const [reason, setReason] = useState('');
  const { busy, error, run, problem } = useSubmit(async () => {
    await api.post(`/exports/requests/${request.id}/deny`, { reason });
    await exportsChanged();
    onClose();
  });
  return (
    <Dialog
      title={t('x.denyTitle', { name: request.by.title })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel', { ns: 'common' })}</Button>
          <Button kind="danger" busy={busy} disabled={!reason.trim()} onClick={run}>
            {t('x.deny')}
          </Button>
        </>
      }
    >
      <div className="set-form">
        <FormProblem error={error} fields={['reason']} />
        <Field label={t('reason')} required error={problem('reason')}>
          {(control) => (
            <input className="inp" maxLength={500} {...control} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

function Line({ request, onDeny }: { readonly request: ExportRequest; readonly onDeny: () => void }) {
  const { t } = useTranslation('protection');
  const text = useLabel();
  const format = useFormat();
  const label = (useObjects().data ?? []).find((one) => one.name === request.object)?.label;
  const approve = async () => {
    try {
      await api.post(`/exports/requests/${request.id}/approve`, {});
      await exportsChanged();
      toast.ok(t('x.approved'));
    } catch (error) {
      toast.error(error);
    }
  };
  const answer = request.decidedBy ? [request.decidedBy.title, request.decision].filter(Boolean).join(t('colon')) : '';
  return (
    <li>
      <div className="xr-body">
        <p>
          <b>{t('x.asks', { name: request.by.title, object: text(label) || request.object, n: format.number(request.rows) })}</b>
          <Tag small tone={TONES[request.status]}>
            {t(`x.status.${request.status}`)}
          </Tag>
          {request.personal && (
            <Tag small tone="line">
              {t('x.personal')}
            </Tag>
          )}
        </p>
        <p className="note">{[format.dateTime(request.at), request.reason, answer].filter(Boolean).join(' · ')}</p>
      </div>
      {request.mayDecide && (
        <>
          <Button size="sm" onClick={onDeny}>
            {t('x.deny')}
          </Button>
          <Button size="sm" kind="primary" onClick={() => void approve()}>
            {t('x.approve')}
          </Button>
        </>
      )}
    </li>
  );
}

/** What holds for everybody who exports, in words. */
function Summary({ rules }: { readonly rules: ExportRules }) {
  const { t } = useTranslation('protection');
  const format = useFormat();
  const parts = [
    rules.approveAbove === null ? '' : t('x.above', { n: format.number(rules.approveAbove) }),
    rules.approvePersonal ? t('x.withPersonal') : '',
    rules.dailyRows === null ? '' : t('x.daily', { n: format.number(rules.dailyRows), used: format.number(rules.today) }),
  ].filter(Boolean);
  return <p>{parts.length === 0 ? t('x.free') : parts.join(t('stop'))}</p>;
}

/** 导出管控: the rules for those who set them, and the requests: all of them for approvers, one's own for everybody else. */
export function ExportsPage() {
  const { t } = useTranslation('protection');
  const can = useCan();
  const rules = useExportRules();
  const requests = useExportRequests();
  const [denying, setDenying] = useState<ExportRequest | null>(null);
  return (
    <SettingsFrame page="exports" text={t('x.intro')}>
      {rules.error && <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.isPending && <Skeleton lines={4} />}
      {rules.data && (can('settings.manage') ? <RulesForm rules={rules.data} /> : <Summary rules={rules.data} />)}
      <h2 className="h3">{t('x.requests')}</h2>
      {requests.error && <ErrorState error={requests.error} small onRetry={() => void requests.refetch()} />}
      {requests.data?.length === 0 && <p className="note">{t('x.noRequests')}</p>}
      {requests.data && requests.data.length > 0 && (
        <ul className="xr-list">
          {requests.data.map((one) => (
            <Line key={one.id} request={one} onDeny={() => setDenying(one)} />
          ))}
        </ul>
      )}
      {denying && <DenyDialog request={denying} onClose={() => setDenying(null)} />}
    </SettingsFrame>
  );
}
