import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, titleOf, useObject } from '../data/meta.ts';
import { rememberRecent } from '../data/recent.ts';
import { type RecordData, useRecord } from '../data/records.ts';
import { useSession } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { usePhone } from '../primitives/media.ts';
import { Bone, Delayed } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { usePageTitle } from '../shell/title.ts';
import { RecordView } from './RecordView.tsx';
import './record.css';

function PageSkeleton() {
  return (
    <Delayed>
      <div className="recbones">
        <Bone width={320} height={24} />
        <Bone height={44} />
        <Bone height={32} />
        <div>
          <Bone height={320} />
          <Bone height={320} />
        </div>
      </div>
    </Delayed>
  );
}

/** Tells this device and the server that the record was opened: 最近, and the rank of what is found. */
function useOpened(meta: ObjectMeta | undefined, record: RecordData | undefined): void {
  const title = meta && record ? titleOf(meta, record) : undefined;
  const object = meta?.name;
  const id = record?.id;
  const looking = Boolean(useSession().viewAs);
  usePageTitle(title);
  useEffect(() => {
    if (object && id && title) rememberRecent({ object, id, title });
  }, [object, id, title]);
  useEffect(() => {
    // Only a help for ranking: when it can not be kept, nothing is lost. Who looks as somebody else leaves no trace with them.
    if (object && id && !looking) api.post('/recent', { object, id }).catch(() => undefined);
  }, [object, id, looking]);
}

/** `/o/$object/$id`: one record of any object. */
export function RecordPage() {
  const { object = '', id = '' } = useParams({ strict: false }) as { object?: string; id?: string };
  const meta = useObject(object);
  const record = useRecord(object, id);
  const phone = usePhone();
  const { t } = useTranslation('record');
  useOpened(meta.data, record.data);
  const error = meta.error ?? (record.data ? null : record.error);
  if (error)
    return (
      <>
        {phone && <PhoneHead title={t('gone')} back={paths.list(object)} />}
        <ErrorState
          error={error}
          onRetry={() => {
            void meta.refetch();
            void record.refetch();
          }}
        />
      </>
    );
  if (!meta.data || !record.data) return <PageSkeleton />;
  return <RecordView key={record.data.id} meta={meta.data} record={record.data} />;
}
