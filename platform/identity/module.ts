import { label } from '../kernel/index.ts';
import { defineModule } from '../module/index.ts';
import { identityHooks } from './hooks/index.ts';
import { identityCleanUp } from './jobs.ts';
import { Department } from './objects/department.ts';
import { User } from './objects/user.ts';

export const identityModule = defineModule({
  name: 'identity',
  label: label('组织与账号', 'People and accounts'),
  objects: [User, Department],
  hooks: identityHooks,
  jobs: [identityCleanUp],
});
