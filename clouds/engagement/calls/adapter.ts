import type { Label } from '@huanke/platform/kernel';
import type { Context } from '@huanke/platform/module';

/** Something a telephone system tells of one call. */
export interface CallNews {
  readonly event: 'ringing' | 'ended';
  /** The system's own id of the call. */
  readonly callId: string;
  readonly direction: 'in' | 'out';
  readonly from: string;
  readonly to: string;
  /** E-mail address of the colleague at our end; null when nobody took it. */
  readonly agent: string | null;
  /** RFC 3339. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Seconds spoken. */
  readonly seconds: number;
  readonly outcome: 'answered' | 'missed' | 'busy' | 'failed';
  readonly transcript: string | null;
}

/** A connected telephone system as an adapter needs to know it. */
export interface Line {
  readonly id: string;
  readonly secret: string;
  /** Where calls are asked for; '' of systems that only tell. */
  readonly callUrl: string;
}

/**
 * What a make of telephone system is: how its messages are known to be its own, what they say, and how it is asked to place a call. One
 * more make is one more of these in `adapters.ts`.
 */
export interface TelephonyAdapter {
  readonly name: string;
  readonly label: Label;
  /** Throws BAD_SIGNATURE for what the system did not send. */
  verify(message: {
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: Buffer;
    readonly secret: string;
    readonly now: Date;
  }): void;
  /** Reads a message; throws field errors. */
  read(body: unknown): CallNews;
  /** Asks the system to ring a colleague and then the number. Throws CALL_FAILED. */
  dial(ctx: Context, line: Line, call: { readonly agent: string; readonly to: string }): Promise<{ readonly callId: string | null }>;
}
