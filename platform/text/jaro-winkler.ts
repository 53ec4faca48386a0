/**
 * How alike two texts are, from 0 to 1: Jaro's share of common characters that stand near each other, less half of those out of order
 * (M. A. Jaro, "Advances in record-linkage methodology …", JASA 84, 1989), raised by what they begin with in common, a tenth for each of
 * at most four characters (W. E. Winkler, "String comparator metrics …", 1990).
 *
 * @example jaroWinkler('星河环宇科技', '星河寰宇科技') // 0.911
 */
export function jaroWinkler(left: string, right: string): number {
  const [a, b] = [Array.from(left), Array.from(right)];
  const jaro = jaroOf(a, b);
  let prefix = 0;
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroOf(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 1 : 0;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Array<boolean>(b.length).fill(false);
  const common: string[] = [];
  for (const [at, char] of a.entries()) {
    const end = Math.min(b.length - 1, at + reach);
    for (let other = Math.max(0, at - reach); other <= end; other += 1) {
      if (taken[other] || b[other] !== char) continue;
      taken[other] = true;
      common.push(char);
      break;
    }
  }
  if (common.length === 0) return 0;
  const inOrder = b.filter((_, index) => taken[index]);
  const moved = common.filter((char, index) => char !== inOrder[index]).length / 2;
  return (common.length / a.length + common.length / b.length + (common.length - moved) / common.length) / 3;
}
