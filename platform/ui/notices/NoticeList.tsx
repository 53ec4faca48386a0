import { useFormat } from '../data/session.ts';
import { useTranslation } from '../i18n/index.ts';
import { RequestAnswer } from '../pools/RequestAnswer.tsx';
import { Icon } from '../primitives/Icon.tsx';
import type { IconName } from '../primitives/icons.ts';
import { toast } from '../primitives/Toast.tsx';
import { groupByDay } from '../timeline/items.ts';
import { markRead, type Notice, targetOf } from './data.ts';

const ICONS: Readonly<Record<string, IconName>> = {
  mentioned: 'message',
  replied: 'message',
  commented: 'message',
  recordChanged: 'pencil',
  recordsChanged: 'pencil',
  stageMoved: 'arrow',
  recordAssigned: 'transfer',
  recordsAssigned: 'transfer',
  recordsImported: 'upload',
  leadTouched: 'lead',
  duplicateJoin: 'users',
  duplicateTransfer: 'transfer',
  poolRequested: 'group',
  poolApproved: 'check',
  poolRefused: 'warn',
  poolLapsed: 'group',
  dealOverdue: 'clock',
  dealsOverdue: 'clock',
  collabBreached: 'clock',
  reviewMissing: 'clock',
  eventSoon: 'clock',
  calendarConflict: 'warn',
  taskDue: 'clock',
  slaBreached: 'warn',
  calendarYear: 'calendar',
  'account.locked': 'lock',
  'device.added': 'shield',
  'twoStep.disabled': 'shield',
  'twoStep.reset': 'shield',
  'twoStep.codeUsed': 'shield',
  'passkey.added': 'shield',
  messageFailed: 'message',
  importDone: 'check',
  importFailed: 'warn',
  exportDone: 'download',
  exportFailed: 'warn',
  exportRequested: 'download',
  exportApproved: 'check',
  exportDenied: 'warn',
};

function NoticeLine({ notice, go }: { readonly notice: Notice; readonly go: (href: string) => void }) {
  const { t } = useTranslation('notices');
  const format = useFormat();
  const target = targetOf(notice);
  const read = () => {
    if (!notice.read) markRead([notice.id]).catch(toast.error);
  };
  const inside = (
    <>
      <Icon name={ICONS[notice.kind] ?? 'bell'} />
      <span className="text">
        {!notice.read && <span className="vh">{t('unread')}</span>}
        {notice.text}
        <span className="note" title={format.dateTime(notice.at)}>
          {format.relative(notice.at)}
        </span>
      </span>
      {!notice.read && <i className="new" aria-hidden="true" />}
    </>
  );
  return (
    <li className={notice.read ? 'read' : undefined}>
      {target?.file ? (
        <a href={target.href} download onClick={read}>
          {inside}
        </a>
      ) : (
        <button
          type="button"
          onClick={() => {
            read();
            if (target) go(target.href);
          }}
        >
          {inside}
        </button>
      )}
      {typeof notice.data['request'] === 'string' && <RequestAnswer id={notice.data['request']} onDone={read} />}
    </li>
  );
}

/** Notices under the days on which they came. */
export function NoticeList({ notices, go }: { readonly notices: readonly Notice[]; readonly go: (href: string) => void }) {
  const { t } = useTranslation('timeline');
  const format = useFormat();
  return groupByDay(notices, (at) => format.daysUntil(at)).map((group) => (
    <section key={group.items[0]?.id} className="ndays" aria-label={t(`days.${group.key}`)}>
      <h2>{t(`days.${group.key}`)}</h2>
      <ul className="notices">
        {group.items.map((notice) => (
          <NoticeLine key={notice.id} notice={notice} go={go} />
        ))}
      </ul>
    </section>
  ));
}
