// Saves a chart as a picture (PNG or SVG), and its table of numbers as CSV.
import { named, swatch, swatchSize } from './swatch.js';

// inLight does something while the page has its light colours, which it has
// again lost before anything is painted.
export function inLight(work) {
  const root = document.documentElement, before = root.dataset.bsTheme;
  root.dataset.bsTheme = 'light';
  try {
    return work(getComputedStyle(root));
  } finally {
    root.dataset.bsTheme = before;
  }
}

function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function quote(text, separator) {
  const risky = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return risky.includes(separator) || /["\r\n]/.test(risky) ? `"${risky.replaceAll('"', '""')}"` : risky;
}

// csv writes a table as the spreadsheet of a language reads it: in French `;`
// and a decimal comma. Numbers stand in data-value, their unit in data-unit of
// the head of their column; texts that a spreadsheet would run are defused.
export function csv(table, lang) {
  const separator = lang === 'en' ? ',' : ';';
  const cell = (c) => {
    if (c.dataset.value === undefined) return quote(c.textContent.trim() + (c.dataset.unit ? ` (${c.dataset.unit})` : ''), separator);
    return lang === 'en' ? c.dataset.value : c.dataset.value.replace('.', ',');
  };
  const lines = [...table.rows].map((row) => [...row.cells].map(cell).join(separator));
  return '\ufeff' + lines.join('\r\n') + '\r\n';
}

export function saveTable(table, name, lang) {
  if (table) download(new Blob([csv(table, lang)], { type: 'text/csv;charset=utf-8' }), `${name}.csv`);
}

// font returns the page's own font as a style that a picture can hold.
async function font() {
  const link = document.querySelector('link[rel="preload"][as="font"]');
  if (!link) return '';
  try {
    const bytes = new Uint8Array(await (await fetch(link.href)).arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    return `@font-face{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64,${btoa(text)})}`;
  } catch {
    return ''; // the picture is drawn in the device's own type
  }
}

const family = 'Inter, system-ui, sans-serif';
const margin = 24, markGap = 7, itemGap = 18;

export const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

// measured returns what tells the width of a text in a type.
export function measured(type) {
  const context = document.createElement('canvas').getContext('2d');
  context.font = `${type} ${family}`;
  return (text) => context.measureText(text).width;
}

// wrap breaks a text into lines of a width; a word that is longer is cut.
export function wrap(text, wide, width) {
  const lines = [];
  let line = '';
  for (let word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (wide(longer) <= width) { line = longer; continue; }
    if (line) lines.push(line);
    while (wide(word) > width) {
      let n = word.length - 1;
      while (n > 1 && wide(word.slice(0, n)) > width) n--;
      lines.push(word.slice(0, n));
      word = word.slice(n);
    }
    line = word;
  }
  return line ? [...lines, line] : lines;
}

// picture is a chart with its title, subtitle, legend and notes as one SVG: {
// title, subtitle, summary, notes, series (nil: no legend), svg, width, height,
// ink, muted, ground }, in colours that are resolved.
export function picture(p) {
  const width = p.width + 2 * margin;
  const parts = [];
  let y = margin;
  const write = (text, size, weight, color, height) => {
    for (const line of wrap(text, measured(`${weight} ${size}px`), p.width)) {
      y += height;
      parts.push(`<text x="${margin}" y="${y - height / 4}" font-size="${size}" font-weight="${weight}" fill="${color}">${escaped(line)}</text>`);
    }
  };
  write(p.title, 16, 600, p.ink, 22);
  write(p.subtitle, 13, 400, p.muted, 18);
  y += 12;
  if (p.series) {
    const wide = measured('400 12px');
    let x = 0;
    named(p.series).forEach((series, i) => {
      const [name, ...rest] = wrap(series.name, wide, p.width - swatchSize.width - markGap);
      const text = rest.length ? `${name.slice(0, -1)}…` : name;
      const length = swatchSize.width + markGap + wide(text);
      if (x > 0 && x + length > p.width) { x = 0; y += 20; }
      parts.push(`<g transform="translate(${margin + x} ${y})">${swatch(series, `mark-${i}`)}`
        + `<text x="${swatchSize.width + markGap}" y="10" font-size="12" fill="${p.ink}">${escaped(text)}</text></g>`);
      x += length + itemGap;
    });
    y += 26;
  }
  parts.push(p.svg.replace(/^\s*<svg /, `<svg x="${margin}" y="${y}" `));
  y += p.height + 4;
  p.notes.forEach((note, i) => write(`${i + 1}. ${note}`, 11, 400, p.muted, 16));
  const height = Math.ceil(y + margin);
  return { width, height, text: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" `
    + `font-family="${family}" role="img"><title>${escaped(p.title)}</title><desc>${escaped(p.summary)}</desc>`
    + `<rect width="${width}" height="${height}" fill="${p.ground}"/>${parts.join('')}</svg>` };
}

export function saveSVG(drawn, name) {
  download(new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', drawn.text], { type: 'image/svg+xml;charset=utf-8' }), `${name}.svg`);
}

// savePNG draws the picture at twice its size, in the page's own type.
export async function savePNG(drawn, name) {
  const scale = 2, style = await font();
  const text = style ? drawn.text.replace('</title>', `</title><defs><style>${style}</style></defs>`) : drawn.text;
  const image = new Image();
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Error('the chart could not be drawn as a picture'));
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(text);
  });
  const canvas = document.createElement('canvas');
  canvas.width = drawn.width * scale;
  canvas.height = drawn.height * scale;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => { if (blob) download(blob, `${name}.png`); }, 'image/png');
}
