/** A webhook as it is kept; secrets stay in the table. */
export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Names as subscribers write them: `lead.converted`, `*.created`, `*`. */
  readonly events: readonly string[];
  /** Only of these objects; all when empty. */
  readonly objects: readonly string[];
  /** As whom events are seen. */
  readonly user: { readonly id: string; readonly title: string };
  readonly active: boolean;
  /** Why it was switched off by itself: nobody answered for days, or its user was deactivated. */
  readonly paused: 'failing' | 'user' | null;
  readonly failures: number;
  readonly failingSince: string | null;
  /** Deliveries that wait, and those given up. */
  readonly waiting: number;
  readonly dead: number;
  readonly createdAt: string;
  /** The secret before the present one signs as well until then. */
  readonly oldSecretUntil: string | null;
}

export interface WebhookInput {
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly objects?: readonly string[];
  readonly user?: string;
  readonly active?: boolean;
}

export type DeliveryStatus = 'waiting' | 'delivered' | 'dead';

/** One try of a delivery: what came back, or why nothing did. */
export interface Try {
  readonly at: string;
  readonly ms: number;
  readonly status?: number;
  /** An OutboundFault. */
  readonly error?: string;
  /** The beginning of the answer. */
  readonly body?: string;
}

export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly event: string;
  readonly object: string;
  readonly record: string;
  readonly status: DeliveryStatus;
  readonly tries: number;
  readonly nextAt: string | null;
  readonly createdAt: string;
  readonly doneAt: string | null;
  readonly log: readonly Try[];
}
