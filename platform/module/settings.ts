import type { Label } from '../kernel/index.ts';
import type { Context } from './context.ts';

/** One of the values a person may choose. */
export interface SettingChoice {
  readonly key: string;
  readonly label: Label;
}

/** How a setting is entered, with the names the caller's company gives to things. */
export type SettingInput =
  | { readonly type: 'boolean' }
  /** `none`: what null means, where the setting may be empty. */
  | { readonly type: 'integer'; readonly min: number; readonly max: number; readonly unit: Label; readonly none?: Label }
  /** 0 or more with two decimals at most, as text; without a unit it is an amount in the company's currency. `none`: what empty means, where it may be. */
  | { readonly type: 'decimal'; readonly most?: string; readonly unit?: Label; readonly none?: Label }
  /** One of a few. */
  | { readonly type: 'choice'; readonly choices: readonly SettingChoice[] }
  /** The key of a role. */
  | { readonly type: 'role'; readonly choices: readonly SettingChoice[] }
  /** By the key of a row the keys chosen for it. */
  | { readonly type: 'lists'; readonly rows: readonly SettingChoice[]; readonly choices: readonly SettingChoice[] }
  /** By the key of a row a list of {name, weight in percent, days after the start}. */
  | { readonly type: 'steps'; readonly rows: readonly SettingChoice[] };

/** What a page needs to know of a setting. */
export interface SettingMeta<V = unknown> {
  readonly label: Label;
  /** One line: what follows from it. */
  readonly help: Label;
  readonly shipped: V;
  input(ctx: Context): SettingInput | Promise<SettingInput>;
}

/** Settings of a module, beside the kind of part that keeps them. */
export interface SettingsMeta {
  /** The one name a part of this kind has. */
  readonly name: string;
  /** One line: what is set here. */
  readonly text: Label;
  readonly icon: string;
  readonly fields: Readonly<Record<string, SettingMeta>>;
  /** What holds: the company's own over what is shipped. */
  of(ctx: Pick<Context, 'meta'>): Readonly<Record<string, unknown>>;
}
