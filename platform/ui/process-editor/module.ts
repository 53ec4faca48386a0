import type { ObjectMeta } from '../data/meta.ts';
import { defineWebModule } from '../module.ts';
import { processFields } from './draft.ts';

/** 阶段流程 in the settings of every object that has a stage or a picklist. */
export default defineWebModule({
  name: 'process-editor',
  objectTabs: [
    {
      key: 'process',
      label: { zh: '阶段流程', en: 'Process' },
      order: 40,
      when: (object: ObjectMeta) => processFields(object).length > 0,
      load: () => import('./ProcessTab.tsx').then((file) => file.ProcessTab),
    },
  ],
});
