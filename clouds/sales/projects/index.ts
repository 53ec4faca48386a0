import { milestoneKept } from './accepted.ts';
import { acceptMilestone, planProject, reopenMilestone } from './actions.ts';
import { costFollow, milestoneFollow, projectDefaults, projectFollow } from './hooks.ts';
import { Project } from './project.ts';
import { ProjectCost } from './project-cost.ts';
import { ProjectMilestone } from './project-milestone.ts';
import { ProjectRisk } from './project-risk.ts';

export { watchProjects } from './abnormal.ts';
export { projectRoutes } from './routes.ts';
export { projectSettingsKind } from './settings.ts';

export const projectObjects = [Project, ProjectMilestone, ProjectCost, ProjectRisk];
export const projectActions = [acceptMilestone, reopenMilestone, planProject];
export const projectHooks = [projectDefaults, projectFollow, milestoneKept, milestoneFollow, costFollow];
/** Lists of a project: who may change it keeps them. */
export const onProjects = ['projectMilestone', 'projectCost', 'projectRisk'].flatMap((object) => [
  `${object}.create`,
  `${object}.edit`,
  `${object}.delete`,
]);
