// The grid of several accounts: arrows and Enter move, a block pasted from a
// spreadsheet fills the cells from the one it is pasted into, and what is typed
// is kept until it is saved.
import { difference, keep, restore, say, values } from './draft.js';

function start(form) {
  const rows = [...form.querySelectorAll('tbody tr')].map((tr) => [...tr.querySelectorAll('td')].map((td) => td.querySelector('.grid-cell')).slice(0, -1));
  const banner = form.querySelector('[data-banner]');
  const version = [...form.querySelectorAll('[data-base]')].map((field) => field.value).join(',');
  const kept = 'unsaved' in form.dataset ? {} : values(form);
  const store = () => keep(form.dataset.draft, version, difference(values(form), kept));
  const place = (cell) => {
    const y = rows.findIndex((row) => row.includes(cell));
    return [rows[y]?.indexOf(cell), y];
  };

  // move goes on in a direction over cells that are not asked for.
  function move(cell, dx, dy) {
    let [x, y] = place(cell);
    for (;;) {
      x += dx;
      y += dy;
      if (!rows[y] || x < 0 || x >= rows[y].length) return false;
      if (rows[y][x]) {
        rows[y][x].focus();
        rows[y][x].select();
        return true;
      }
    }
  }

  form.addEventListener('keydown', (event) => {
    const cell = event.target.closest('.grid-cell');
    if (!cell || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const moves = {
      Enter: [0, event.shiftKey ? -1 : 1], ArrowUp: [0, -1], ArrowDown: [0, 1],
      ...((whole || cell.selectionStart === 0) && { ArrowLeft: [-1, 0] }),
      ...((whole || cell.selectionEnd === cell.value.length) && { ArrowRight: [1, 0] }),
    };
    const way = moves[event.key];
    if (!way) return;
    if (event.key === 'Enter' || !event.shiftKey) event.preventDefault();
    if (event.shiftKey && event.key !== 'Enter') return;
    if (!move(cell, ...way) && event.key === 'Enter') form.querySelector('.filing-buttons .btn').focus();
  });

  // Enter never sends the form from a cell.
  form.addEventListener('keypress', (event) => {
    if (event.key === 'Enter' && event.target.closest('.grid-cell')) event.preventDefault();
  });

  form.addEventListener('paste', (event) => {
    const cell = event.target.closest('.grid-cell');
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!cell || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const [x, y] = place(cell);
    text.replace(/\r?\n$/, '').split(/\r?\n/).forEach((line, dy) => line.split('\t').forEach((value, dx) => {
      const target = rows[y + dy]?.[x + dx];
      if (target) target.value = value.trim();
    }));
    store();
  });

  form.addEventListener('input', store);
  form.addEventListener('submit', (event) => {
    store();
    if (navigator.onLine) return;
    event.preventDefault();
    say(banner, form.dataset.offline);
  });
  restore(form, banner, version, () => {});
}

for (const form of document.querySelectorAll('[data-grid]')) start(form);
