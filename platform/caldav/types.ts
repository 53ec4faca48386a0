/** Where somebody's calendars lie, and how they sign in there; in memory only. */
export interface DavAccess {
  /** What the person typed in, with https:// where they left it out. */
  readonly server: string;
  readonly login: string;
  readonly password: string;
}

export interface DavCalendar {
  readonly url: string;
  readonly name: string;
  readonly canWrite: boolean;
}

/** A calendar object: everything about one UID. */
export interface DavResource {
  readonly url: string;
  /** Null where the server does not say. */
  readonly etag: string | null;
  readonly data: string;
}

/** What is different in a calendar. */
export interface DavChanges {
  readonly changed: readonly { readonly url: string; readonly etag: string | null }[];
  readonly gone: readonly string[];
  /** To go on from the next time; null where the server has none. */
  readonly token: string | null;
  readonly ctag: string | null;
}
