const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: string, currency: string, currencyDisplay: 'narrowSymbol' | 'symbol'): Intl.NumberFormat {
  const key = `${language} ${currency} ${currencyDisplay}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay });
  formats.set(key, format);
  return format;
}

const symbolOf = (language: string, currency: string, display: 'narrowSymbol' | 'symbol'): string =>
  formatOf(language, currency, display)
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value ?? currency;

/** The company's own currency by its short sign; every other one by a sign that is not that: beside ¥ for CNY, JPY is JP¥. */
export function moneySign(language: string, currency: string, own: string): string {
  const short = symbolOf(language, own, 'narrowSymbol');
  if (currency === own) return short;
  const other = language === 'en' ? 'zh-CN' : 'en';
  const sign = [language, other].map((one) => symbolOf(one, currency, 'symbol')).find((one) => one !== short) ?? currency;
  // letters do not run into digits
  return /[A-Z]$/.test(sign) ? `${sign}\u00a0` : sign;
}

/** An amount with every digit its currency has, on pages as on paper: `¥1,286,000.00`. `own` is the company's currency. */
export function moneyText(value: string | number, language: string, currency: string, own: string): string {
  // decimal strings are formatted exactly; the type only knows literals
  return formatOf(language, currency, 'narrowSymbol')
    .formatToParts(value as Intl.StringNumericLiteral as unknown as number)
    .map((part) => (part.type === 'currency' ? moneySign(language, currency, own) : part.value))
    .join('');
}
