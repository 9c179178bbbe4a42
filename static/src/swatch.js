// The marks of a legend: how a series is drawn, as a small SVG. The page's
// legend and saved pictures use the same.
const width = 26, height = 12;

const natives = {
  circle: 'M10 0A10 10 0 1 1 10 20A10 10 0 1 1 10 0Z', rect: 'M0 0H20V20H0Z', roundRect: 'M0 0H20V20H0Z',
  triangle: 'M10 0L20 20L0 20Z', diamond: 'M10 0L20 10L10 20L0 10Z',
};

const dashes = { dashed: '5 3', dotted: '2 3' };

// alpha is a colour (#rgb or #rrggbb) as one that is seen through.
export function alpha(color, strength) {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1];
  if (!hex) return color;
  const long = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  const [r, g, b] = [0, 2, 4].map((i) => parseInt(long.slice(i, i + 2), 16));
  return `rgba(${r},${g},${b},${strength})`;
}

// pattern is the decal of a bar as an SVG pattern.
function pattern(id, decal) {
  if (decal.symbol) {
    const r = 3 * (decal.symbolSize ?? 0.6);
    const dot = (x, y) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${decal.color}"/>`;
    return `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse">${dot(2, 2)}${dot(6, 6)}</pattern>`;
  }
  const [line, gap] = decal.dashArrayY;
  const step = Math.min(line + gap, 5);
  const turn = ((decal.rotation ?? 0) * 180) / Math.PI;
  return `<pattern id="${id}" width="${step}" height="${step}" patternUnits="userSpaceOnUse" patternTransform="rotate(${turn.toFixed(0)})">`
    + `<rect width="${step}" height="${line}" fill="${decal.color}"/></pattern>`;
}

// swatch draws a series whose colours are known; id is unique in the document.
export function swatch(series, id) {
  const color = series.itemStyle?.color ?? series.lineStyle?.color ?? 'currentColor';
  let inside = '';
  if (series.type === 'bar') {
    const box = (fill) => `<rect x="4" y="0.5" width="18" height="11" rx="1" fill="${fill}"/>`;
    const decal = series.itemStyle?.decal;
    inside = box(color) + (decal ? pattern(id, decal) + box(`url(#${id})`) : '');
  } else {
    const line = series.lineStyle ?? {};
    if (series.type === 'line' && line.width !== 0) {
      const dash = dashes[line.type];
      inside += `<path d="M0 6H${width}" fill="none" stroke="${line.color ?? color}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/>`;
    }
    const path = series.symbol?.startsWith('path://') ? series.symbol.slice(7) : natives[series.symbol];
    if (path) inside += `<path d="${path}" fill="${color}" transform="translate(8.5 1.5) scale(0.45)"/>`;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${inside}</svg>`;
}

export const swatchSize = { width, height };

// named returns the first series of each name: what a legend lists.
export function named(series) {
  const first = new Map();
  for (const one of series) if (one.name && !first.has(one.name)) first.set(one.name, one);
  return [...first.values()];
}
