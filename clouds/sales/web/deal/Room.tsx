import { Button, type ObjectMeta, type RecordData, useCan, useLabel } from '@huanke/platform/ui';
import { PanelFrame, usePanel } from '@huanke/platform/ui/panels';
import { lazy, Suspense, useState } from 'react';
import { Decisions } from './Decisions.tsx';
import { MinutesList } from './MinutesList.tsx';
import { type RoomData, roomObjects } from './room-data.ts';
import { texts } from './room-texts.ts';
import './room.css';

const DecisionDialog = lazy(() => import('./DecisionDialogs.tsx').then((file) => ({ default: file.DecisionDialog })));
const MinutesDrawer = lazy(() => import('./MinutesDrawer.tsx').then((file) => ({ default: file.MinutesDrawer })));

/** 协作空间: what was decided, pinned with all its wordings, and the minutes with what is to be done. */
export function Room({ object, record }: { readonly object: ObjectMeta; readonly record: RecordData }) {
  const text = useLabel();
  const can = useCan();
  const query = usePanel<RoomData>(object.name, record.id, 'room', roomObjects);
  const [open, setOpen] = useState<'decision' | 'minutes' | null>(null);
  const mayEdit = object.can?.includes('edit') === true;
  const close = () => setOpen(null);
  return (
    <>
      <PanelFrame
        label={text(texts.room)}
        query={query}
        tools={() =>
          mayEdit && (
            <>
              {can('dealDecision.create') && (
                <Button kind="link" icon="pin" onClick={() => setOpen('decision')}>
                  {text(texts.decide)}
                </Button>
              )}
              {can('dealMinutes.create') && (
                <Button kind="link" icon="text" onClick={() => setOpen('minutes')}>
                  {text(texts.minute)}
                </Button>
              )}
            </>
          )
        }
      >
        {({ decisions, minutes }) =>
          decisions.length + minutes.length === 0 ? (
            <p className="note">{text(texts.empty)}</p>
          ) : (
            <div className="deal-room">
              <Decisions deal={record.id} decisions={decisions} mayEdit={mayEdit && can('dealDecision.edit')} />
              <MinutesList minutes={minutes} />
            </div>
          )
        }
      </PanelFrame>
      <Suspense fallback={null}>
        {open === 'decision' && <DecisionDialog deal={record.id} onClose={close} />}
        {open === 'minutes' && <MinutesDrawer deal={record.id} onClose={close} />}
      </Suspense>
    </>
  );
}
