import { Link } from '@tanstack/react-router';
import { Follow } from '../comments/Follow.tsx';
import { fieldOf, titleOf, useLabel } from '../data/meta.ts';
import { numbersOf } from '../data/numbers.ts';
import { isReference } from '../data/records.ts';
import { useFormat } from '../data/session.ts';
import { isEmpty } from '../form/values.ts';
import { useTranslation } from '../i18n/index.ts';
import { paths } from '../links.ts';
import { AccountMark, Who } from '../primitives/Avatar.tsx';
import { Button, IconButton } from '../primitives/Button.tsx';
import { Dial } from '../primitives/Dial.tsx';
import { Drawer } from '../primitives/Drawer.tsx';
import { Icon } from '../primitives/Icon.tsx';
import { Menu, type MenuGroup } from '../primitives/Menu.tsx';
import { PhoneHead } from '../shell/Phone.tsx';
import { Composer, useCanNote } from '../timeline/Composer.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import type { BarParts } from './ActionBar.tsx';
import type { ArrangedProps } from './DesktopRecord.tsx';
import { Highlight, highlightsOf } from './Highlights.tsx';
import { Overview, Panels, useMoreTabs } from './Parts.tsx';
import { useRecordPage } from './page-state.ts';
import { Star } from './RecordHead.tsx';
import { StageNeeds } from './StagePath.tsx';
import { isFinished, stayNote } from './stage.ts';
import { Tabs, useTab } from './Tabs.tsx';

/** Name, then what belongs above it. */
function PhoneTitle() {
  const { meta, record } = useRecordPage();
  const parent = meta.fields.find((field) => field.type === 'lookup' && field.object === field.name && isReference(record[field.name]));
  const value = parent ? record[parent.name] : null;
  const owner = record['owner'];
  return (
    <div className="ptitle">
      <h1>{titleOf(meta, record) || '--'}</h1>
      {isReference(value) && parent?.object ? (
        <Link to={paths.record(parent.object, value.id)} className="who">
          <AccountMark name={value.title} />
          <span>{value.title}</span>
        </Link>
      ) : (
        isReference(owner) && <Who name={owner.title} />
      )}
    </div>
  );
}

/** The way as one bar, the stage with its days, what is missing, and the next thing to do. */
function PhonePath({ path, steps, primary, others }: Pick<ArrangedProps, 'path' | 'steps'> & Pick<BarParts, 'primary' | 'others'>) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { record } = useRecordPage();
  if (!path) return null;
  const current = steps.find((step) => step.state === 'current');
  const stay = current && stayNote(current);
  const option = path.options?.find((one) => one.key === record[path.name]);
  return (
    <section className="rpcard" aria-label={text(path.label)}>
      <div className="rpbar" aria-hidden="true">
        {steps.map((step) => (
          <i key={step.option.key} className={step.state} />
        ))}
      </div>
      <p className={current?.isOver ? 'pstage over' : current?.isLate ? 'pstage late' : 'pstage'}>
        <b>{option ? text(option.label) : '--'}</b>
        {current && current.days !== null && (
          <span>
            {t('days', { count: current.days })}
            {stay && (
              <>
                <i className="dot" />
                {t(stay.key, { count: stay.count })}
              </>
            )}
          </span>
        )}
      </p>
      <StageNeeds field={path} />
      <div className="pacts">
        {primary && (
          <Button kind="primary" onClick={primary.run}>
            {primary.label}
          </Button>
        )}
        {others.map((entry) => (
          <Button key={entry.key} onClick={entry.run}>
            {entry.label}
          </Button>
        ))}
      </div>
    </section>
  );
}

/** ↳ the next step; 完成 asks what came of it and for the next one. */
function PhoneNext() {
  const { t } = useTranslation('record');
  const format = useFormat();
  const { meta, record, canEdit, writeNote } = useRecordPage();
  const step = record['nextStep'];
  if (isEmpty(step) || isFinished(meta, record)) return null;
  const on = record['nextStepOn'] as string | null;
  const days = format.daysUntil(on);
  const when = days !== null && days < 0 ? t('overdueDays', { ns: 'common', count: -days }) : on ? format.day(on) : t('noDay');
  return (
    <section className="rpcard rpnext" aria-label={t('nextStep')}>
      <Icon name="next" size={22} />
      <div>
        <p>{String(step)}</p>
        <p className={days !== null && days < 0 ? 'late' : 'sub'}>{when}</p>
      </div>
      {canEdit && <Button onClick={() => writeNote(t('didStep', { step: String(step) }))}>{t('done')}</Button>}
    </section>
  );
}

export function PhoneRecord({
  path,
  steps,
  note,
  onNoteDone,
  groups,
  primary,
  others,
}: ArrangedProps & Pick<BarParts, 'primary' | 'others'> & { readonly groups: readonly MenuGroup[] }) {
  const { t } = useTranslation('record');
  const text = useLabel();
  const { meta, record, writeNote } = useRecordPage();
  const canNote = useCanNote();
  const more = useMoreTabs();
  const [tab, setTab] = useTab('activity');
  const facts = highlightsOf(meta)
    .filter((field) => field.name !== 'nextStep' && !(field.type === 'lookup' && field.object === field.name))
    .filter((field) => record[field.name] !== titleOf(meta, record))
    // those that say something come first; where a way is shown below there is room for one row, else for two
    .toSorted((a, b) => Number(isEmpty(record[a.name])) - Number(isEmpty(record[b.name])))
    .slice(0, path?.type === 'stage' ? 3 : 6);
  const numbers = numbersOf(meta, record).map(({ field, number }) => ({ label: text(field.label), number }));
  const hasPath = path?.type === 'stage';
  return (
    <div className="prec withbar">
      <PhoneHead
        title={text(meta.label)}
        heading={false}
        back={paths.list(meta.name)}
        actions={
          <>
            <Follow size={22} />
            <Star size={22} />
            <Menu label={t('more', { ns: 'common' })} align="end" groups={groups}>
              {(props) => <IconButton {...props} icon="more" size={22} label={t('more', { ns: 'common' })} />}
            </Menu>
          </>
        }
      />
      <PhoneTitle />
      {facts.length > 0 && (
        <dl className={facts.length > 3 ? 'rpcard pfacts two' : 'rpcard pfacts'}>
          {facts.map((field) => (
            <div key={field.name}>
              <dt>{text(field.label)}</dt>
              <dd>
                <Highlight field={field} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <Panels place="header" />
      {hasPath ? (
        <PhonePath path={path} steps={steps} primary={primary} others={others} />
      ) : (
        primary && (
          <div className="pmain">
            <Button kind="primary" size="lg" onClick={primary.run}>
              {primary.label}
            </Button>
            {others.map((entry) => (
              <Button key={entry.key} size="lg" onClick={entry.run}>
                {entry.label}
              </Button>
            ))}
          </div>
        )
      )}
      {fieldOf(meta, 'nextStep') && <PhoneNext />}
      <Tabs
        className="ptabs"
        items={[
          { key: 'activity', label: t('activity'), content: () => <Timeline /> },
          { key: 'overview', label: t('facts'), content: () => <Overview /> },
          ...more,
        ]}
        open={tab}
        onOpen={setTab}
      />
      <div className="pcompose">
        <button type="button" className="inp" onClick={() => writeNote()}>
          <Icon name="pencil" size={18} />
          <span className="ell">{t(canNote ? 'writeHint' : 'commentHint')}</span>
        </button>
        <Dial label={t('call')} numbers={numbers}>
          <Icon name="phone" size={20} />
        </Dial>
      </div>
      <Drawer open={note !== null} title={t(canNote ? 'writeNote' : 'comment', canNote ? {} : { ns: 'comments' })} onClose={onNoteDone}>
        <Composer key={note?.key ?? 0} start={note?.start} autoFocus onSaved={onNoteDone} />
      </Drawer>
    </div>
  );
}
