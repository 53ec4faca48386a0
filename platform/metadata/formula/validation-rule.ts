import type { Label } from '../../kernel/index.ts';

export const validationKindName = 'validation';

/** A rule about records of one object: when the condition is true, the save is refused with the message. */
export interface ValidationRule {
  readonly label: Label;
  readonly active: boolean;
  /** A formula that gives true or false, by API names. */
  readonly condition: string;
  readonly message: Label;
  /** The field the message stands at. */
  readonly field: string;
}
