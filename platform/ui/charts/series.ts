/** One line or row of bars over the labels of the chart. */
export interface Series {
  readonly name: string;
  readonly kind: 'bar' | 'line';
  /** A place in the palette (k1…k8), or `ghost` for what stands behind (last year). */
  readonly tone: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 'ghost';
  readonly values: readonly (number | null)[];
}

export interface SeriesChartProps {
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** How a value reads on the axis, at the bars and in the tip. */
  readonly format: (value: number) => string;
  /** Says what the picture shows to those who cannot see it. */
  readonly label: string;
  /** Where the label at this place leads; given to presses on bars and to a list of links for the keyboard. */
  readonly onPick?: ((index: number) => void) | undefined;
  readonly height?: number;
  /** The title above says what the only line is: it is not written beside it again. */
  readonly isTitled?: boolean;
  /** The axis ends here when the values allow (100 for percent). */
  readonly max?: number;
}

/** Round numbers for the axis: the end and the step of at most four steps above the largest value. */
export function axisOf(largest: number, max?: number): { readonly max: number; readonly step: number } {
  if (max !== undefined && largest <= max) return { max, step: max / 4 };
  if (!(largest > 0)) return { max: 4, step: 1 };
  const rough = largest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? 10 * power;
  return { max: step * Math.ceil(largest / step), step };
}

/** Only as many labels as can be read: every n-th of them, the last one always. */
export function shownLabels(count: number, fits: number): (index: number) => boolean {
  const every = Math.max(1, Math.ceil(count / Math.max(1, fits)));
  return (index) => (count - 1 - index) % every === 0;
}
