import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type ObjectMeta, useLabel, useObject } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { type Import, moveImport, useImport } from './data.ts';
import { MappingStep } from './MappingStep.tsx';
import { RulesStep } from './RulesStep.tsx';
import { RunStep } from './RunStep.tsx';
import { useDraft } from './useDraft.ts';
import { WizardHead } from './WizardHead.tsx';
import './import.css';

/** Has any row been written? Then its choices are made. */
export function hasBegun(record: Import): boolean {
  return record.startedAt !== null && record.phase !== 'check' && record.phase !== 'new';
}

function Prepare({ record, meta, step }: { readonly record: Import; readonly meta: ObjectMeta; readonly step: string | undefined }) {
  const navigate = useNavigate();
  const draft = useDraft(record);
  const [starting, setStarting] = useState(false);
  const to = (next: string | undefined) => void navigate({ to: `/import/${record.id}`, search: next ? { step: next } : {} });
  const start = async () => {
    setStarting(true);
    try {
      await draft.settled();
      await moveImport(record.id, 'start');
    } catch (error) {
      toast.error(error);
    } finally {
      setStarting(false);
    }
  };
  return step === 'rules' ? (
    <RulesStep record={record} meta={meta} draft={draft} starting={starting} onBack={() => to(undefined)} onStart={() => void start()} />
  ) : (
    <MappingStep record={record} meta={meta} draft={draft} onNext={() => to('rules')} />
  );
}

/** One import by its address: from the mapping to its result. */
export function ImportPage() {
  const { t } = useTranslation('import');
  const text = useLabel();
  const format = useFormat();
  const id = (useParams({ strict: false }) as { id?: string }).id ?? '';
  const step = (useSearch({ strict: false }) as { step?: string }).step;
  const { data: record, error, refetch } = useImport(id);
  const meta = useObject(record?.object ?? '');
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (meta.error && record) return <ErrorState error={meta.error} onRetry={() => void meta.refetch()} />;
  if (!record || !meta.data) return <Skeleton lines={6} />;
  const begun = hasBegun(record);
  const at = begun ? 3 : step === 'rules' ? 2 : 1;
  const facts = [record.file.name, ...(record.sheet ? [record.sheet] : []), t('rows', { n: format.number(record.total) })];
  return (
    <div className="imp">
      <WizardHead title={t('titleOf', { name: text(meta.data.label) })} step={at} object={record.object} facts={facts} />
      {begun ? (
        <RunStep record={record} meta={meta.data} />
      ) : (
        <Prepare key={`${record.id} ${record.object}`} record={record} meta={meta.data} step={step} />
      )}
    </div>
  );
}
