import { defineWebModule } from '../module.ts';
import { ownPages } from './pages.ts';

/** Settings of the company, its people and its objects; the recycle bin. */
export default defineWebModule({
  name: 'settings',
  navigation: [{ key: 'settings', label: { zh: '设置', en: 'Settings' }, icon: 'settings', to: '/settings', place: 'bottom' }],
  routes: [
    { path: '/settings', load: () => import('./HomePage.tsx').then((file) => file.HomePage) },
    { path: '/settings/company', load: () => import('./CompanyPage.tsx').then((file) => file.CompanyPage) },
    { path: '/settings/users', load: () => import('./UsersPage.tsx').then((file) => file.UsersPage) },
    { path: '/settings/departments', load: () => import('./DepartmentsPage.tsx').then((file) => file.DepartmentsPage) },
    { path: '/settings/roles', load: () => import('./RolesPage.tsx').then((file) => file.RolesPage) },
    { path: '/settings/objects', load: () => import('./ObjectsPage.tsx').then((file) => file.ObjectsPage) },
    { path: '/settings/optionSets', load: () => import('./OptionSetsPage.tsx').then((file) => file.OptionSetsPage) },
    { path: '/settings/packages', load: () => import('./packages/PackagesPage.tsx').then((file) => file.PackagesPage) },
    { path: '/settings/sandboxes', load: () => import('./packages/SandboxesPage.tsx').then((file) => file.SandboxesPage) },
    { path: '/settings/rules/$kind', load: () => import('./rules/RulesPage.tsx').then((file) => file.RulesPage) },
    { path: '/settings/objects/$object', load: () => import('./ObjectFrame.tsx').then((file) => file.ObjectSettings) },
    { path: '/settings/objects/$object/$tab', load: () => import('./ObjectFrame.tsx').then((file) => file.ObjectSettings) },
  ],
  objectTabs: [
    { key: 'fields', label: { zh: '字段', en: 'Fields' }, order: 10, load: () => import('./FieldsTab.tsx').then((file) => file.FieldsTab) },
  ],
  settings: ownPages,
});
