import { useState } from 'react';
import { api } from '../data/api.ts';
import { type ObjectMeta, titleOf, useLabel } from '../data/meta.ts';
import type { RecordData } from '../data/records.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { type Level, type Principal, type Share, sharesChanged, sharesPath, useShares } from './data.ts';
import { LevelChoice } from './LevelChoice.tsx';
import { PrincipalMark, PrincipalPicker } from './PrincipalPicker.tsx';
import './sharing.css';

/** 共享: with whom a record is shared and by what, and sharing it with more. */
export function ShareDialog({
  meta,
  record,
  onClose,
}: {
  readonly meta: ObjectMeta;
  readonly record: RecordData;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('sharing');
  const { data, error, refetch } = useShares(meta.name, record);
  const remove = async (share: Share) => {
    try {
      await api.delete(`${sharesPath(meta.name, record)}/${share.principal.id}`);
      await sharesChanged(meta.name, record);
    } catch (cause) {
      toast.error(cause);
    }
  };
  return (
    <Drawer open title={t('title', { title: titleOf(meta, record) })} onClose={onClose}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={4} />}
      {data && (
        <div className="set-form">
          {data.mayShare ? <AddShare meta={meta} record={record} /> : <p className="sub">{t('mayNot')}</p>}
          <section>
            <h3>{t('current')}</h3>
            {data.items.length === 0 ? (
              <p className="sub">{t('nobody')}</p>
            ) : (
              <ul className="shares">
                {data.items.map((share) => (
                  <ShareLine
                    key={`${share.source} ${share.rule?.name ?? ''} ${share.principal.id}`}
                    share={share}
                    onRemove={data.mayShare && share.source === 'manual' ? () => void remove(share) : undefined}
                  />
                ))}
              </ul>
            )}
          </section>
        </div>
      )}
    </Drawer>
  );
}

function ShareLine({ share, onRemove }: { readonly share: Share; readonly onRemove: (() => void) | undefined }) {
  const { t } = useTranslation('sharing');
  const text = useLabel();
  const { principal, level, source, rule, by } = share;
  const from =
    source === 'rule'
      ? t('byRule', { name: rule ? text(rule.label) : '' })
      : source === 'team'
        ? t('byTeam')
        : by
          ? t('byPerson', { name: by.title })
          : t('byHand');
  return (
    <li>
      <PrincipalMark principal={principal} />
      <span className="who">
        <b className="ell">{principal.title}</b>
        <span className="note">{principal.kind === 'user' ? from : `${t(`kind.${principal.kind}`)} · ${from}`}</span>
      </span>
      <span className="lvl">{t(`levels.${level}`)}</span>
      {onRemove ? <IconButton icon="close" label={t('remove', { name: principal.title })} onClick={onRemove} /> : <span className="gap" />}
    </li>
  );
}

function AddShare({ meta, record }: { readonly meta: ObjectMeta; readonly record: RecordData }) {
  const { t } = useTranslation('sharing');
  const [who, setWho] = useState<readonly Principal[]>([]);
  const [level, setLevel] = useState<Level>('read');
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    const [principal] = who;
    await api.post(sharesPath(meta.name, record), {
      level,
      ...(principal ? { principal: { kind: principal.kind, id: principal.id } } : {}),
    });
    setWho([]);
    await sharesChanged(meta.name, record);
  });
  return (
    <form ref={form} className="share-add" noValidate onSubmit={onSubmit}>
      <FormProblem error={error} fields={['principal', 'level']} />
      <Field label={t('with')} error={problem('principal')}>
        {(control) => <PrincipalPicker control={control} value={who} onChange={setWho} />}
      </Field>
      <div className="row">
        <LevelChoice value={level} onChange={setLevel} />
        <span className="sp" />
        <Button kind="primary" type="submit" busy={busy}>
          {t('add')}
        </Button>
      </div>
    </form>
  );
}
