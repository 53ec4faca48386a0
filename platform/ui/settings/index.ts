/** Parts of the settings that other pages show. */
export { FirstRunGuide } from './FirstRun.tsx';
export { FormDrawer } from './FormDrawer.tsx';
export { useSubmit } from './form.tsx';
