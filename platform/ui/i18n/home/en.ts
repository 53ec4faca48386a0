export const en = {
  title: 'Home',
  figures: 'Figures and schedule',
  nothing: 'Nothing here yet',
  nothingHint: 'Your role has no home yet. Start from the navigation, or ask an administrator for access.',
  usage: 'Company usage',
  toSettings: 'Go to settings',
  lastImports: 'Last imports',
  imported: '{{count}} written',
  importFailed: '{{count}} failed',
  failedJobs: '{{count}} background jobs failed; see the notices for the reason, then try again.',
} as const;
