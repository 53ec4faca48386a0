import { label } from '@huanke/platform/kernel';
import { defineSettings } from '@huanke/platform/metadata';

/** What a company may set for calls. */
export interface CallSettings {
  /** The company has seen to it that callers are told of the recording; without that none is taken in. */
  readonly recordingAnnounced: boolean;
  /** Days a recording is kept. */
  readonly recordingDays: number;
}

/** Off, and the 180 days of SAL-18. */
const shippedSettings: CallSettings = { recordingAnnounced: false, recordingDays: 180 };

/** `PUT /meta/parts/callSettings/calls` {recordingAnnounced?, recordingDays?} */
const settings = defineSettings<CallSettings>({
  kind: 'callSettings',
  name: 'calls',
  label: label('通话规则', 'Rules for calls'),
  shipped: shippedSettings,
  read: (reader) => ({
    recordingAnnounced: reader.boolean('recordingAnnounced'),
    recordingDays: reader.integer('recordingDays', 1, 3650),
  }),
});

export const callSettings = settings.of;
export const callSettingsKind = settings.kind;
