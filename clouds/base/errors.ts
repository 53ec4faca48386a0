import { defineErrors, label } from '@huanke/platform/kernel';

export const contactErrors = defineErrors({
  HIERARCHY_CYCLE: {
    status: 422,
    text: label('不能汇报给自己或自己的下级', 'Nobody can report to themselves or to those below them'),
  },
});
