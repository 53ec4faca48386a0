/** Filters that are kept, inside forms. */
export { FilterGroup } from './FilterGroup.tsx';
