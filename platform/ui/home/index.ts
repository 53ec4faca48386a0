/** What cards of the home page read: one answer for all of them. */
export { type HomeAnswer, refreshHome, useHome, useHomeSection } from './use-home.ts';
