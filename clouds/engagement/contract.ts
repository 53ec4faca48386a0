import { actionToken } from '@huanke/platform/module';

interface Named {
  readonly object: string;
  readonly id: string;
}

/** Says whom a letter concerns, where several records bear an address; what is there stays. */
export const confirmEmail = actionToken<{ records: readonly Named[] }, { related: readonly Named[] }>('emailMessage', 'confirm');

/** Marks a letter private (its owners alone see it) or takes the mark away. */
export const setPrivateEmail = actionToken<{ private: boolean }, { private: boolean }>('emailMessage', 'setPrivate');

/** Takes a letter out of the CRM for its owner; it is never fetched again for them. With its last owner it is gone. */
export const removeEmail = actionToken<Record<string, never>, { gone: boolean }>('emailMessage', 'removeFromCrm');

/** The same as `confirmEmail` for a call. */
export const confirmCall = actionToken<{ records: readonly Named[] }, { related: readonly Named[] }>('callLog', 'confirm');

interface Text {
  readonly template: string;
  /** What fills the template's variables, by their names: all of them. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Texts a contact; answers the `sentMessage`, which a job sends. */
export const textContact = actionToken<Text, { message: string }>('contact', 'sendSms');

/** The same for a lead. */
export const textLead = actionToken<Text, { message: string }>('lead', 'sendSms');

export const engagementEvents = { emailReceived: 'email.received', callEnded: 'call.ended' } as const;
