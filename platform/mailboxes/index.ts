export { hasRemotePictures, placePictures, showPictures } from './clean.ts';
export { mailboxFailure } from './failure.ts';
export { type Letter, type Participant, readLetter, referenceOf } from './letter.ts';
export { mailboxRoutes } from './routes.ts';
export { keepSentCopy } from './sent-copy.ts';
export { type OutgoingLetter, sendFrom } from './smtp.ts';
export { dueMailboxes, noteReading, openMailbox } from './store.ts';
export { type Intake, type LetterHead, syncMailbox } from './sync.ts';
export type { OpenMailbox } from './types.ts';
