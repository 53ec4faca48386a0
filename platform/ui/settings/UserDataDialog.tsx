import { apiUrl } from '../data/api.ts';
import { useLabel } from '../data/meta.ts';
import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { Button } from '../primitives/Button.tsx';
import { Dialog } from '../primitives/Drawer.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { type OwnDataCount, type Person, useOwnData, userPath } from './people.ts';

/** One kind of data: how much there is, and where it differs from the rest. */
function Line({ one }: { readonly one: OwnDataCount }) {
  const { t } = useTranslation('settings');
  const text = useLabel();
  const format = useFormat();
  const notes = [one.shared > 0 ? t('users.dataShared', { n: format.number(one.shared) }) : '', one.told ? '' : t('users.dataUntold')];
  return (
    <li>
      <span>
        {text(one.label)}
        {notes.filter(Boolean).map((note) => (
          <span key={note} className="note">
            {' '}
            {note}
          </span>
        ))}
      </span>
      <b>
        {format.number(one.count.value)}
        {one.count.capped && '+'}
      </b>
    </li>
  );
}

/** What is kept about a user beside the records of the company: counted, as a file, and what becomes of it when they are deleted. */
export function UserDataDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation('settings');
  const data = useOwnData(person.id);
  const { name } = person;
  return (
    <Dialog
      title={t('users.dataOf', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('close', { ns: 'common' })}</Button>
          <a className="btn pri" href={apiUrl(userPath(person.id, 'data'))} download={t('users.dataFile', { name })}>
            <Icon name="download" />
            <span>{t('users.dataExport')}</span>
          </a>
        </>
      }
    >
      <div className="set-form">
        <p>{t('users.dataText')}</p>
        {data.error && <ErrorState error={data.error} small onRetry={() => void data.refetch()} />}
        {data.isPending && <Skeleton lines={4} />}
        {data.data?.length === 0 && <p className="note">{t('users.dataNone')}</p>}
        {data.data && data.data.length > 0 && (
          <ul className="set-counts">
            {data.data.map((one) => (
              <Line key={one.table} one={one} />
            ))}
          </ul>
        )}
        <p className="note">{t('users.dataNote')}</p>
      </div>
    </Dialog>
  );
}
