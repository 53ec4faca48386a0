export { type TestProvider, testProvider } from '../../identity/sso/test-provider.ts';
export { ownCertificate, type Secured } from './certificate.ts';
export { type ImapServer, imapServer } from './imap.ts';
export { type LetterParts, writeLetter } from './letter.ts';
export { type ReceivedLetter, type SmtpSink, smtpSink } from './smtp.ts';
