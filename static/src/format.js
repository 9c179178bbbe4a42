// The ways of writing numbers that a chart's option may name.
const dash = '–';
const noBreak = '\u00a0';

// formatters returns them for a language.
export function formatters(lang) {
  const locale = lang === 'en' ? 'en-GB' : 'fr-FR';
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const one = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, signDisplay: 'exceptZero' });
  const unit = lang === 'en' ? '%' : noBreak + '%';

  // ECharts hands over a value, a list whose last is the value, or, for a
  // label, the parameters that hold one of them.
  const valueOf = (v) => {
    if (v && typeof v === 'object' && !Array.isArray(v)) v = v.value;
    if (Array.isArray(v)) v = v.at(-1);
    return v === null || v === undefined || v === '' || v === '-' || Number.isNaN(Number(v)) ? null : Number(v);
  };
  const known = (write) => (v) => {
    const n = valueOf(v);
    return n === null ? dash : write(n).replace(/^-/, '\u2212');
  };
  return {
    '@number': known((n) => number.format(n)),
    '@compact': known((n) => (Math.abs(n) < 1000 ? one.format(n) : compact.format(n))),
    '@percent': known((n) => number.format(n) + unit),
    '@growth': known((n) => signed.format(n) + unit),
    '@points': known((n) => signed.format(n) + noBreak + 'pt'),
    '@not_ranked': known(() => (lang === 'en' ? 'not ranked' : 'non classé')),
  };
}
