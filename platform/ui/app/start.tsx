import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../i18n/index.ts';
import { moduleTexts, registerWebModules, type WebModule } from '../module.ts';
import { startTheme } from '../theme/theme.ts';
import { createAppRouter } from './router.tsx';
import '../theme/tokens.css';
import '../theme/base.css';

/** Starts the web app with these modules in the element with the id `root`. */
export async function startApp(modules: readonly WebModule[]): Promise<void> {
  const element = document.getElementById('root');
  if (!element) throw new Error('The page has no element with the id root');
  startTheme();
  registerWebModules(modules);
  await startI18n(moduleTexts());
  createRoot(element).render(
    <StrictMode>
      <RouterProvider router={createAppRouter()} />
    </StrictMode>,
  );
}
