export { type TestProvider, testProvider } from '../../identity/sso/test-provider.ts';
export { ownCertificate } from '../../testing/certificate.ts';
export { type ImapServer, imapServer, type Secured } from './imap.ts';
export { type LetterParts, writeLetter } from './letter.ts';
export { type ReceivedLetter, type SmtpSink, smtpSink } from './smtp.ts';
