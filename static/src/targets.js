// Saves the targets of a card: as a picture of their bullets with their names and
// words, and their table of numbers as CSV.
import { escaped, inLight, measured, picture, savePNG, saveSVG, saveTable, wrap } from './save.js';

const root = document.documentElement;
const width = 760, columns = { name: [0, 190], bullet: [206, 210], words: [436, 324] };
const kept = ['x', 'y', 'width', 'height', 'x1', 'x2', 'y1', 'y2', 'vector-effect'];
const styled = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray'];

const said = (element) => element?.textContent.trim().replace(/\s+/g, ' ') ?? '';

// bullet is a drawing of the page with its colours written into it.
function bullet(svg, x, y, wide, high) {
  const parts = [...svg.children].map((part) => {
    const look = getComputedStyle(part);
    const attributes = [...kept.filter((name) => part.hasAttribute(name)).map((name) => [name, part.getAttribute(name)]), ...styled.map((name) => [name, look.getPropertyValue(name)])];
    return `<${part.tagName} ${attributes.map(([name, value]) => `${name}="${escaped(value)}"`).join(' ')}/>`;
  });
  return `<svg x="${x}" y="${y}" width="${wide}" height="${high}" viewBox="0 0 100 20" preserveAspectRatio="none">${parts.join('')}</svg>`;
}

// column writes texts ([text, size, weight, color]) one beneath the other and
// returns them with the height that they take.
function column(texts, [x, wide], y) {
  const parts = [];
  let height = 0;
  for (const [text, size, weight, color] of texts) {
    if (!text) continue;
    for (const line of wrap(text, measured(`${weight} ${size}px`), wide)) {
      height += size + 5;
      parts.push(`<text x="${x}" y="${y + height - 4}" font-size="${size}" font-weight="${weight}" fill="${color}">${escaped(line)}</text>`);
    }
  }
  return { height, text: parts.join('') };
}

function legend(figure, ink) {
  const wide = measured('400 12px');
  let x = 0, y = 0;
  const parts = [...(figure.querySelector('.bullet-legend') ?? document.querySelector('.bullet-legend'))?.children ?? []].map((item) => {
    const text = said(item), length = 40 + wide(text);
    if (x > 0 && x + length > width) { x = 0; y += 20; }
    const part = bullet(item.querySelector('svg'), x, y, 32, 14) + `<text x="${x + 40}" y="${y + 11}" font-size="12" fill="${ink}">${escaped(text)}</text>`;
    x += length + 18;
    return part;
  });
  return { height: parts.length ? y + 26 : 0, text: parts.join('') };
}

// pictureOf is a card of targets as it is saved, in light colours.
function pictureOf(figure) {
  return inLight((styles) => {
    const color = (name) => styles.getPropertyValue(name).trim();
    const ink = color('--chart-ink'), muted = color('--chart-muted');
    const above = legend(figure, ink), parts = [above.text];
    let y = above.height;
    for (const row of figure.querySelectorAll('.targets > li')) {
      const ends = [...row.querySelectorAll('.bullet-ends span')].map(said);
      const [x, wide] = columns.bullet;
      const name = column([[said(row.querySelector('.target-name')), 13, 600, ink], [said(row.querySelector('.target-of')), 11, 400, muted]], columns.name, y);
      const standing = said(row.querySelector('.target-words .tag'));
      const words = column([[standing, 12, 600, ink], [said(row.querySelector('.target-words > p:first-child')).slice(standing.length).trim(), 12, 400, ink],
        ...[...row.querySelectorAll('.target-words > .quiet:not(.target-by)')].map((p) => [said(p), 11, 400, muted])], columns.words, y);
      parts.push(name.text, bullet(row.querySelector('.target-far svg'), x, y + 2, wide, 20), words.text);
      if (ends.length) {
        parts.push(`<text x="${x}" y="${y + 36}" font-size="11" fill="${muted}">${escaped(ends[0])}</text>`
          + `<text x="${x + wide}" y="${y + 36}" font-size="11" text-anchor="end" fill="${muted}">${escaped(ends[1])}</text>`);
      }
      y += Math.max(name.height, words.height, 40) + 16;
    }
    const subtitle = [figure.dataset.told, said(figure.querySelector('.card-subtitle'))].filter(Boolean).join(' · ');
    return picture({ title: said(figure.querySelector('.card-title')), subtitle, summary: [...figure.querySelectorAll('.bullet[aria-label]')].map((one) => one.getAttribute('aria-label')).join(' '),
      notes: [], series: null, svg: `<svg width="${width}" height="${y}">${parts.join('')}</svg>`, width, height: y, ink, muted, ground: color('--chart-ground') });
  });
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-save]');
  const figure = button?.closest('[data-figure]');
  if (!figure?.querySelector('.targets')) return; // charts.js saves charts
  const name = figure.dataset.figure;
  if (button.dataset.save === 'csv') saveTable(figure.querySelector('.numbers-table'), name, root.lang);
  else if (button.dataset.save === 'svg') saveSVG(pictureOf(figure), name);
  else await savePNG(pictureOf(figure), name);
});

function start() {
  for (const button of document.querySelectorAll('[data-figure]:has(.targets) [data-save][hidden]')) button.hidden = false;
}

document.addEventListener('htmx:after:swap', start);
start();
