import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface VisitorOptions {
  readonly phone?: boolean;
  /** The service worker of the site runs, which elsewhere would only stand in the way of what a journey watches. */
  readonly worker?: boolean;
  /** Signs in without the form, as one who has been here before. */
  readonly as?: { readonly email: string; readonly password: string };
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Patience with a slow machine; nothing waits that long on a free one. */
const PATIENCE_MS = 60_000;

/** Opens a browser of its own for one person, in Chinese and Shanghai time; every error in it is told. */
export async function visit(
  browser: Browser,
  base: string,
  { phone = false, worker = false, as }: VisitorOptions,
  watch: { problem: (text: string) => void; isAllowed: (status: number, path: string) => boolean },
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: base,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    serviceWorkers: worker ? 'allow' : 'block',
    reducedMotion: 'reduce',
    colorScheme: 'light',
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    ...(phone ? { hasTouch: true, isMobile: true } : {}),
  });
  context.setDefaultTimeout(PATIENCE_MS);
  if (as) {
    const answer = await context.request.post('/api/v1/auth/login', { data: { email: as.email, password: as.password } });
    if (!answer.ok()) throw new Error(`${as.email} cannot sign in: ${answer.status()} ${await answer.text()}`);
  }
  const listen = (page: Page): void => {
    page.on('pageerror', (error) => watch.problem(`page error: ${error.message}`));
    page.on('console', (message) => {
      // Refused requests are told by their answers, with more to read.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        watch.problem(`console error: ${message.text()}`);
    });
    page.on('response', (answer) => {
      const { pathname } = new URL(answer.url());
      if (answer.status() < 400 || watch.isAllowed(answer.status(), pathname)) return;
      const request = `${answer.request().method()} ${pathname} → ${answer.status()}`;
      void answer.text().then(
        (text) => watch.problem(`${request} ${text.slice(0, 300)}`),
        () => watch.problem(request),
      );
    });
  };
  context.on('page', listen);
  return { context, page: await context.newPage() };
}
