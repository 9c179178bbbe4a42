// Saves a chart as a picture, and its table of numbers as CSV.
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
// and a decimal comma. Numbers stand in data-value; texts that a spreadsheet
// would run are defused.
export function csv(table, lang) {
  const separator = lang === 'en' ? ',' : ';';
  const cell = (c) => {
    if (c.dataset.value === undefined) return quote(c.textContent.trim(), separator);
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

function wrap(context, text, width) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

function load(svg, style) {
  const withFont = style ? svg.replace(/(<svg[^>]*>)/, `$1<defs><style>${style}</style></defs>`) : svg;
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('the chart could not be drawn as a picture'));
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(withFont);
  });
}

// savePicture draws the chart with its title and subtitle at twice its size.
export async function savePicture(chart, name, title, subtitle, styles) {
  const scale = 2, margin = 24, width = chart.getWidth() + 2 * margin;
  const image = await load(chart.renderToSVGString(), await font());
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const titleFont = '600 16px Inter, sans-serif', textFont = '400 13px Inter, sans-serif';
  context.font = titleFont;
  const titleLines = wrap(context, title, width - 2 * margin);
  context.font = textFont;
  const textLines = wrap(context, subtitle, width - 2 * margin);
  const head = margin + titleLines.length * 22 + textLines.length * 18 + 16;
  canvas.width = width * scale;
  canvas.height = (head + chart.getHeight() + margin) * scale;
  context.scale(scale, scale);
  context.fillStyle = styles.getPropertyValue('--chart-ground').trim() || '#fff';
  context.fillRect(0, 0, width, canvas.height);
  let y = margin + 12;
  const write = (lines, type, color, height) => {
    context.font = type;
    context.fillStyle = color;
    for (const line of lines) { context.fillText(line, margin, y); y += height; }
  };
  write(titleLines, titleFont, styles.getPropertyValue('--chart-ink').trim() || '#000', 22);
  write(textLines, textFont, styles.getPropertyValue('--chart-muted').trim() || '#444', 18);
  context.drawImage(image, margin, head, chart.getWidth(), chart.getHeight());
  canvas.toBlob((blob) => { if (blob) download(blob, `${name}.png`); }, 'image/png');
}
