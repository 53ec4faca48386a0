/** One stage a deal went through and when it came there, in days before today (with a fraction: the hour). */
export interface DealStep {
  readonly stage: 'initial' | 'qualified' | 'proposal' | 'negotiation' | 'won' | 'lost' | 'onHold';
  readonly ago: number;
}

export interface DemoDeal {
  readonly key: string;
  readonly name: string;
  readonly account: string;
  readonly product: string;
  readonly owner: string;
  /** Yuan, unless another currency is said. */
  readonly amount: number;
  readonly currency?: 'USD';
  /** Earlier amounts, and how many days ago each was changed: the history of a price. */
  readonly earlier?: readonly { readonly amount: number; readonly until: number }[];
  readonly path: readonly DealStep[];
  /** Expected close, in days from today. */
  readonly closeIn: number;
  readonly source: string;
  /** What its seller says of it, where that is not what the stage says. */
  readonly forecastCategory?: 'commit';
  readonly competitor?: string;
  readonly lossReason?: string;
  readonly nextStep?: string;
  /** In days from today; negative is late. */
  readonly nextStepIn?: number;
  /** The last time somebody worked on it: days ago and clock. */
  readonly touched: { readonly ago: number; readonly clock: string };
  readonly hero: boolean;
}

export const stageOf = (deal: Pick<DemoDeal, 'path'>): DealStep['stage'] => deal.path.at(-1)?.stage ?? 'initial';

export const isOpen = (deal: Pick<DemoDeal, 'path'>): boolean => !['won', 'lost'].includes(stageOf(deal));

/** The companies 华泵科技 meets in its deals. */
export const competitors = ['凯洛泵业', '德瑞克流体', '沃澜泵阀', '海曼流体', '格瑞泵业', '东岭水泵'] as const;
