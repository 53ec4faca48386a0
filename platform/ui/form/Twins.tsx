import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type ObjectMeta, useLabel, useObjects } from '../data/meta.ts';
import { askOwner, type Candidate } from '../duplicates/data.ts';
import { useReason } from '../duplicates/reason.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { Button } from '../primitives/Button.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { iconOr } from '../primitives/icons.ts';
import { toast } from '../primitives/Toast.tsx';
import { toWireValues } from './values.ts';

interface TwinsProps {
  readonly meta: ObjectMeta;
  readonly values: Readonly<Record<string, unknown>>;
  readonly twins: readonly Candidate[];
  /** The person knows and goes on. */
  readonly onPass: () => void;
}

/** May already be there: record, owner, what is the same; open it, ask its owner, or go on. */
export function Twins({ meta, values, twins, onPass }: TwinsProps) {
  const { t } = useTranslation('form');
  const [passed, setPassed] = useState('');
  const key = twins.map((twin) => twin.id ?? twin.team).join();
  if (twins.length === 0 || passed === key) return null;
  const isBlocked = twins.some((twin) => twin.action === 'block');
  const ask = async (wish: 'join' | 'transfer') => {
    try {
      await askOwner({ object: meta.name, values: toWireValues(meta.fields, values), wish });
      toast.ok(t('asked', { ns: 'duplicates' }));
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <div className="alert warn twins" role="status">
      <Icon name="warn" />
      <div>
        <b>{t('create.duplicate')}</b>
        <ul>
          {twins.map((twin, index) => (
            <Twin key={twin.id ?? index} meta={meta} twin={twin} onAsk={ask} />
          ))}
        </ul>
      </div>
      {!isBlocked && (
        <Button
          size="xs"
          onClick={() => {
            setPassed(key);
            onPass();
          }}
        >
          {t('create.stillNew')}
        </Button>
      )}
    </div>
  );
}

function Twin({
  meta,
  twin,
  onAsk,
}: {
  readonly meta: ObjectMeta;
  readonly twin: Candidate;
  readonly onAsk: (wish: 'join' | 'transfer') => Promise<void>;
}) {
  const { t } = useTranslation('form');
  const text = useLabel();
  const reason = useReason();
  const object = useObjects().data?.find((one) => one.name === twin.object);
  const name = object ? text(object.label) : '';
  const why = reason(twin.kind, twin.fields, meta);
  const isMine = twin.object === meta.name && twin.action !== 'review';
  return (
    <li>
      <Icon name={iconOr(object?.icon ?? twin.object)} />
      {twin.hidden ? (
        <span className="ell">
          {t('hidden', { ns: 'duplicates', object: name, team: twin.team || t('someone', { ns: 'duplicates' }) })}
          <em>{why}</em>
        </span>
      ) : (
        <span className="ell">
          {twin.title}
          <em>{[name, why, twin.owner ? t('create.duplicateOwner', { owner: twin.owner.title }) : ''].filter(Boolean).join(' · ')}</em>
        </span>
      )}
      {twin.id && (
        <Link to={paths.record(twin.object, twin.id)} target="_blank">
          {t('create.open')}
        </Link>
      )}
      {twin.hidden && isMine && (
        <>
          <Button kind="link" size="xs" onClick={() => void onAsk('join')}>
            {t('join', { ns: 'duplicates' })}
          </Button>
          <Button kind="link" size="xs" onClick={() => void onAsk('transfer')}>
            {t('transfer', { ns: 'duplicates' })}
          </Button>
        </>
      )}
    </li>
  );
}
