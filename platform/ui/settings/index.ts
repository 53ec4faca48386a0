/** Parts of the settings that other pages show. */
export { FirstRunGuide } from './FirstRun.tsx';
