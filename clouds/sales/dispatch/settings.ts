import { label } from '@huanke/platform/kernel';
import { defineSettings, integerSetting, units } from '@huanke/platform/metadata';

/** What a company may set for plans of dispatching. */
export interface DispatchSettings {
  /** Seconds the ant colony may look for a better plan. */
  readonly antSeconds: number;
}

/** `PUT /meta/parts/dispatchSettings/dispatch`: the time box of SAL-6. */
const settings = defineSettings<DispatchSettings>({
  kind: 'dispatchSettings',
  name: 'dispatch',
  label: label('智能派单', 'Dispatching'),
  text: label('兼顾公平时，计算方案最多用多少时间', 'How long a plan that weighs fairness may be worked on'),
  icon: 'bolt',
  fields: {
    antSeconds: integerSetting({
      label: label('蚁群计算时间', 'Time of the ant colony'),
      help: label(
        '到时间就用当时最好的方案；时间够用时，同样的线索、人员和随机种子得出同样的方案',
        'Then the best plan so far is taken; where the time is enough, the same leads, people and seed give the same plan',
      ),
      shipped: 10,
      min: 1,
      max: 60,
      unit: units.seconds,
    }),
  },
});

export const dispatchSettings = settings.of;
export const dispatchSettingsKind = settings.kind;
