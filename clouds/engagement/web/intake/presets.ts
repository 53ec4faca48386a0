import type { Provider } from '../data.ts';

type Preset = Omit<Provider, 'id' | 'clientId' | 'hasSecret' | 'mailboxes'>;

const tls = { imapPort: 993, imapSecurity: 'tls', smtpPort: 587, smtpSecurity: 'starttls' } as const;

/** What the help pages of these services say. */
export const presets: Readonly<Record<'own' | 'microsoft' | 'google', Preset>> = {
  own: {
    ...{ name: '', authorizeUrl: '', tokenUrl: '', scopes: '', imapHost: '', smtpHost: '' },
    ...{ imapPort: 993, imapSecurity: 'tls', smtpPort: 465, smtpSecurity: 'tls' },
  },
  microsoft: {
    name: 'Microsoft 365',
    authorizeUrl: 'https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize',
    tokenUrl: 'https://login.microsoftonline.com/organizations/oauth2/v2.0/token',
    scopes: 'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
    imapHost: 'outlook.office365.com',
    smtpHost: 'smtp.office365.com',
    ...tls,
  },
  google: {
    name: 'Google',
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    scopes: 'https://mail.google.com/',
    imapHost: 'imap.gmail.com',
    smtpHost: 'smtp.gmail.com',
    ...tls,
  },
};
