// Playbooks as both halves know them: types alone.

/** By what data a step is done, without anybody ticking it. */
export type Proof =
  /** The field of the record holds a value. */
  | { readonly field: string }
  /** A follow-up of this type was made with the record, whenever that was. */
  | { readonly activity: string };

/** Something to read or show: a page somewhere or one of ours by its path (`url`), or a file that was uploaded (`file`, its id). One of both. */
export interface Material {
  readonly name: string;
  readonly url?: string;
  readonly file?: string;
}

export interface PlayStep {
  /** Stable: ticks are kept by it. */
  readonly key: string;
  readonly text: string;
  /** The record does not go on before it is done. */
  readonly required: boolean;
  /** What to say. */
  readonly script: string | null;
  readonly materials: readonly Material[];
  readonly proof: Proof | null;
}
