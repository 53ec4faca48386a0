import { useState } from 'react';
import { api } from '../data/api.ts';
import type { FieldMeta } from '../data/meta.ts';
import type { Reference } from '../data/records.ts';
import { FieldEditor } from '../form/editors/FieldEditor.tsx';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Field } from '../primitives/Field.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { EmptyState, ErrorState } from '../primitives/states.tsx';
import { Tag } from '../primitives/Tag.tsx';
import { toast } from '../primitives/Toast.tsx';
import { FormProblem, useSubmit } from '../settings/form.tsx';
import { type PersonLink, type Platform, useWorkPeople, workAppsChanged } from './data.ts';
import { ImportPart } from './ImportPart.tsx';
import { useWork } from './use-work.ts';
import { WorkLine } from './WorkLine.tsx';

const PERSON: FieldMeta = { name: 'user', type: 'user', label: { zh: '同事', en: 'Colleague' } };

function LinkForm({ platform }: { readonly platform: Platform }) {
  const { t } = useTranslation('workApps');
  const [person, setPerson] = useState<Reference | null>(null);
  const [account, setAccount] = useState('');
  const { form, busy, error, onSubmit, problem } = useSubmit(async () => {
    if (!person) return;
    await api.put(`/work-apps/${platform}/people/${person.id}`, { account });
    setPerson(null);
    setAccount('');
    toast.ok(t('linked'));
    await workAppsChanged();
  });
  return (
    <form ref={form} onSubmit={onSubmit} className="set-form" noValidate>
      <FormProblem error={error} fields={['account']} />
      <div className="two">
        <Field label={t('person')}>
          {(control) => (
            <FieldEditor field={PERSON} id={control.id} value={person} onChange={(value) => setPerson(value as Reference | null)} />
          )}
        </Field>
        <Field label={t(`account.${platform}`)} error={problem('account')}>
          {(control) => (
            <input
              className="inp"
              autoComplete="off"
              spellCheck={false}
              {...control}
              value={account}
              onChange={(event) => setAccount(event.target.value)}
            />
          )}
        </Field>
      </div>
      <div className="set-acts">
        <Button type="submit" busy={busy} disabled={!person || account.trim() === ''}>
          {t('link')}
        </Button>
      </div>
    </form>
  );
}

function Line({ platform, link }: { readonly platform: Platform; readonly link: PersonLink }) {
  const { t } = useTranslation('workApps');
  const end = () => api.delete(`/work-apps/${platform}/people/${link.user}`).then(workAppsChanged).catch(toast.error);
  return (
    <li>
      <span>
        {link.name}
        <span className="note">
          {link.account} · {t(`by.${link.linkedBy}`)}
        </span>
      </span>
      {link.unknownAt && (
        <Tag small tone="warn">
          {t('unknown')}
        </Tag>
      )}
      <Button kind="link" aria-label={t('unlinkNamed', { name: link.name })} onClick={() => void end()}>
        {t('unlink')}
      </Button>
    </li>
  );
}

function PageOf({ platform, cursor }: { readonly platform: Platform; readonly cursor: string | undefined }) {
  const { t } = useTranslation('workApps');
  const { data, error, refetch } = useWorkPeople(platform, cursor);
  const [more, setMore] = useState(false);
  if (error && !data) return <ErrorState error={error} small onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  if (data.items.length === 0 && !cursor) return <EmptyState icon="users" title={t('nobody')} text={t('nobodyText')} />;
  return (
    <>
      <ul className="work-app-people" aria-label={t('people')}>
        {data.items.map((link) => (
          <Line key={link.user} platform={platform} link={link} />
        ))}
      </ul>
      {data.nextCursor &&
        (more ? <PageOf platform={platform} cursor={data.nextCursor} /> : <Button onClick={() => setMore(true)}>{t('more')}</Button>)}
    </>
  );
}

/** Who is who at a platform: found by mobile and e-mail, or said by hand. */
export function PeopleDrawer({ platform, onClose }: { readonly platform: Platform; readonly onClose: () => void }) {
  const { t } = useTranslation('workApps');
  const first = useWorkPeople(platform, undefined).data;
  const { id, job, start } = useWork<{ readonly checked: number; readonly linked: number }>(async (result) => {
    toast.ok(t('matched', { ...result }));
    await workAppsChanged();
  });
  return (
    <Drawer
      open
      title={t('peopleOf', { name: t(`name.${platform}`) })}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t('close', { ns: 'common' })}</Button>}
    >
      <div className="work-app-drawer">
        <p className="note">{t('peopleText')}</p>
        {first && first.missing > 0 && <p>{t('missing', { count: first.missing })}</p>}
        <Button icon="search" busy={id !== null} onClick={() => start(`/work-apps/${platform}/match`)}>
          {t('match')}
        </Button>
        <WorkLine id={id} job={job} />
        <PageOf platform={platform} cursor={undefined} />
        <h3>{t('byHand')}</h3>
        <LinkForm platform={platform} />
        <ImportPart platform={platform} />
      </div>
    </Drawer>
  );
}
