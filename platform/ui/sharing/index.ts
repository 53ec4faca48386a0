/** Choosing people, departments, groups and roles, in forms of others. */
export type { Principal } from './data.ts';
export { PrincipalPicker } from './PrincipalPicker.tsx';
