import { defineErrors, label } from '../kernel/index.ts';

export const assignmentErrors = defineErrors({
  ASSIGN_NOT_GIVEN: {
    status: 409,
    text: label('这条记录不是自动分配给您的，请直接转交或退回', 'This record was not given to you by a rule; hand it over instead'),
  },
  ASSIGN_TOO_LATE: {
    status: 409,
    text: label('分配已超过 {hours} 小时，不能再拒收，请直接转交', 'It was given out more than {hours} hours ago; hand it over instead'),
  },
});
