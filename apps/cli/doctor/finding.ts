import type { Label } from '@huanke/platform/kernel';

/** One thing looked at: what was found, and what to do when it is not well. */
export interface Finding {
  readonly ok: boolean;
  readonly what: Label;
  readonly todo?: Label;
}
