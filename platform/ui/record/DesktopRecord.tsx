import { type ReactNode, useEffect, useEffectEvent } from 'react';
import type { FieldMeta, Option } from '../data/meta.ts';
import { useTranslation } from '../i18n/index.ts';
import { ScrollBox } from '../primitives/ScrollBox.tsx';
import { Composer } from '../timeline/Composer.tsx';
import { Timeline } from '../timeline/Timeline.tsx';
import { Highlights } from './Highlights.tsx';
import { Overview, Panels, useMoreTabs } from './Parts.tsx';
import { useRecordPage } from './page-state.ts';
import type { NoteRequest } from './RecordView.tsx';
import { StageNeeds, StagePath } from './StagePath.tsx';
import type { Step } from './stage.ts';
import { Tabs, useTab } from './Tabs.tsx';

export interface ArrangedProps {
  readonly path: FieldMeta | undefined;
  readonly steps: readonly Step[];
  readonly onMove: (to: Option) => Promise<void>;
  readonly note: NoteRequest | null;
  readonly onNoteDone: () => void;
}

/** 58 : 42 from 1,200 px on; below, the activity is the first tab. */
export function DesktopRecord({
  head,
  isWide,
  path,
  steps,
  onMove,
  note,
}: ArrangedProps & { readonly head: ReactNode; readonly isWide: boolean }) {
  const { t } = useTranslation('record');
  const { editing } = useRecordPage();
  const more = useMoreTabs();
  const [tab, setTab] = useTab(isWide ? 'overview' : 'activity');
  const overview = { key: 'overview', label: t('overview'), content: () => <Overview /> };
  const activity = (
    <>
      <Composer key={note?.key ?? 0} start={note?.start} autoFocus={note !== null} />
      <Timeline />
      <Panels place="side" />
    </>
  );
  // Fields stand on the overview: a jump to one opens it; a follow-up is written beside the timeline.
  const follow = useEffectEvent((what: 'field' | 'note') => {
    if (what === 'field' && tab !== 'overview') setTab('overview');
    if (what === 'note' && !isWide && tab !== 'activity') setTab('activity');
  });
  useEffect(() => {
    if (editing) follow('field');
  }, [editing]);
  useEffect(() => {
    if (note) follow('note');
  }, [note]);
  const top = (
    <div className="rtop">
      {head}
      <Highlights />
      {path?.type === 'stage' && (
        <>
          <StagePath field={path} steps={steps} onMove={(to) => void onMove(to)} />
          <StageNeeds field={path} />
        </>
      )}
      <div className="hd-panels">
        <Panels place="header" />
      </div>
    </div>
  );
  if (isWide)
    return (
      <>
        {top}
        <div className="cols">
          {/* Scrolls by itself, so the keyboard must be able to reach it. */}
          <ScrollBox className="L" label={t('details')}>
            <Tabs items={[overview, ...more]} open={tab} onOpen={setTab} />
          </ScrollBox>
          <ScrollBox className="R" label={t('activity')}>
            {activity}
          </ScrollBox>
        </div>
      </>
    );
  return (
    <>
      {top}
      <div className="one">
        <Tabs items={[{ key: 'activity', label: t('activity'), content: () => activity }, overview, ...more]} open={tab} onOpen={setTab} />
      </div>
    </>
  );
}
