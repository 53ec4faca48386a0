/** Parts of the settings that other pages show, and what their own pages are made of. */
export { FirstRunGuide } from './FirstRun.tsx';
export { FormDrawer } from './FormDrawer.tsx';
export { SettingsFrame } from './Frame.tsx';
export { JobProgress } from './field/JobProgress.tsx';
export { FormProblem, useSubmit } from './form.tsx';
export { TabActions } from './ObjectFrame.tsx';
