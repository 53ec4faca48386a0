import { label } from '@huanke/platform/kernel';
import { booleanSetting, defineSettings, integerSetting, units } from '@huanke/platform/metadata';

/** What a company may set for calls. */
export interface CallSettings {
  /** The company has seen to it that callers are told of the recording; without that none is taken in. */
  readonly recordingAnnounced: boolean;
  /** Days a recording is kept. */
  readonly recordingDays: number;
}

/** `PUT /meta/parts/callSettings/calls` {recordingAnnounced?, recordingDays?}; off as shipped, and the 180 days of SAL-18. */
const settings = defineSettings<CallSettings>({
  kind: 'callSettings',
  name: 'calls',
  label: label('通话规则', 'Rules for calls'),
  text: label('是否接收录音、录音保留多久', 'Whether recordings are taken in, and how long they are kept'),
  icon: 'phone',
  fields: {
    recordingAnnounced: booleanSetting({
      label: label('已告知对方通话会被录音', 'Callers are told that calls are recorded'),
      help: label('没有告知就不接收录音。收听记录进入审计日志', 'Without that no recording is taken in. Who listens is audited'),
      shipped: false,
    }),
    recordingDays: integerSetting({
      label: label('录音保留', 'Recordings are kept for'),
      help: label('到期后录音自动删除，通话记录保留', 'Then the recording is deleted; the call stays'),
      shipped: 180,
      min: 1,
      max: 3650,
      unit: units.days,
    }),
  },
});

export const callSettings = settings.of;
export const callSettingsKind = settings.kind;

/** What a company may set for text messages. */
export interface SmsSettings {
  /** Messages to one number a day, whoever sends them. */
  readonly perRecipient: number;
  /** Messages one person may send a day. */
  readonly perSender: number;
}

/** `PUT /meta/parts/smsSettings/sms` {perRecipient?, perSender?}; days of the company's zone. */
const sms = defineSettings<SmsSettings>({
  kind: 'smsSettings',
  name: 'sms',
  label: label('短信规则', 'Rules for text messages'),
  text: label('一个人一天最多收到、最多发出几条短信', 'How many text messages a person gets, and sends, in a day'),
  icon: 'message',
  fields: {
    perRecipient: integerSetting({
      label: label('每个号码每天最多接收', 'At most to one number a day'),
      help: label('不论谁发；没有发出去的不算', 'Whoever sends them; those that failed do not count'),
      shipped: 3,
      min: 1,
      max: 50,
      unit: units.messages,
    }),
    perSender: integerSetting({
      label: label('每位员工每天最多发送', 'At most by one person a day'),
      help: label('不论发给谁', 'Whoever gets them'),
      shipped: 100,
      min: 1,
      max: 10_000,
      unit: units.messages,
    }),
  },
});

export const smsSettings = sms.of;
export const smsSettingsKind = sms.kind;
