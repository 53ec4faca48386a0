import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { onSignedOut } from '../data/api.ts';
import { queryClient } from '../data/query-client.ts';
import { loadSession } from '../data/session.ts';
import { hasChosenLanguage, setLanguage } from '../i18n/index.ts';
import { paths, safeNext } from '../links.ts';
import { navigationItems, type WebRoute, webModules } from '../module.ts';
import { Skeleton } from '../primitives/Skeleton.tsx';
import { ErrorState } from '../primitives/states.tsx';
import { Shell } from '../shell/Shell.tsx';
import { NotFound } from './NotFound.tsx';
import { Root } from './Root.tsx';

const own: readonly WebRoute[] = [
  { path: paths.signIn, public: true, load: () => import('../auth/SignInPage.tsx').then((file) => file.SignInPage) },
  { path: paths.signUp, public: true, load: () => import('../auth/SignUpPage.tsx').then((file) => file.SignUpPage) },
  { path: paths.forgot, public: true, load: () => import('../auth/PasswordPages.tsx').then((file) => file.ForgotPage) },
  { path: '/reset-password/$token', public: true, load: () => import('../auth/PasswordPages.tsx').then((file) => file.ResetPage) },
  { path: '/link/$token', public: true, load: () => import('../auth/PasswordPages.tsx').then((file) => file.LinkPage) },
  { path: '/invite/$token', public: true, load: () => import('../auth/PasswordPages.tsx').then((file) => file.InvitePage) },
  { path: paths.me, load: () => import('../shell/MePage.tsx').then((file) => file.MePage) },
];

function PageError({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} onRetry={reset} />;
}

/** The person's own language wins over the browser's, unless they chose one on this device. */
async function followLanguage(language: string | null | undefined): Promise<void> {
  if (!hasChosenLanguage() && (language === 'en' || language === 'zh-CN')) await setLanguage(language);
}

/** Puts the pages of all modules into one router: public pages bare, the others inside the shell and behind the session. */
export function createAppRouter() {
  const root = createRootRoute({ component: Root, notFoundComponent: NotFound });
  const shell = createRoute({
    getParentRoute: () => root,
    id: 'shell',
    component: Shell,
    beforeLoad: async ({ location }) => {
      const session = await loadSession();
      if (!session) throw redirect({ to: paths.signIn, search: location.href === '/' ? {} : { next: location.href } });
      await followLanguage(session.user.language);
    },
  });
  const page = (parent: AnyRoute, route: WebRoute) =>
    createRoute({
      getParentRoute: () => parent,
      path: route.path,
      component: lazyRouteComponent(async () => ({ default: await route.load() })),
      ...(route.prefetch
        ? {
            loaderDeps: ({ search }: { search: Record<string, unknown> }) => ({ search }),
            // The page reads the cache and shows its own states: a failed prefetch must not replace it.
            loader: async ({ params, deps }: { params: Record<string, string>; deps: { search: Record<string, unknown> } }) => {
              await route.prefetch?.({ params, search: deps.search }).catch(() => undefined);
            },
          }
        : {}),
    });
  const routes = [...webModules().flatMap((module) => module.routes ?? []), ...own];
  const inside: AnyRoute[] = routes.filter((route) => !route.public).map((route) => page(shell, route));
  if (!routes.some((route) => route.path === paths.home)) {
    const first = navigationItems().find((item) => item.to !== paths.home)?.to ?? paths.me;
    inside.push(
      createRoute({
        getParentRoute: () => shell,
        path: paths.home,
        beforeLoad: () => {
          throw redirect({ to: first, replace: true });
        },
      }),
    );
  }
  inside.push(createRoute({ getParentRoute: () => shell, path: '$', component: NotFound }));
  const outside = routes.filter((route) => route.public).map((route) => page(root, route));
  const router = createRouter({
    routeTree: root.addChildren([...outside, shell.addChildren(inside)]),
    defaultPreload: 'intent',
    defaultPreloadDelay: 80,
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultPendingComponent: () => <Skeleton lines={4} />,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    scrollToTopSelectors: ['#main'],
  });
  onSignedOut(() => {
    const { href, pathname } = router.state.location;
    if (pathname === paths.signIn) return;
    // First away from the pages that need a session, then forget everything of it.
    void router.navigate({ to: paths.signIn, search: { next: safeNext(href) }, replace: true }).then(() => queryClient.clear());
  });
  return router;
}
