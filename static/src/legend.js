// What works a chart besides the mouse: a button per series that shows and hides
// it, and buttons that choose the months of a long one. Both say their state.
import { named, swatch } from './swatch.js';

// legend makes the buttons of the series, or renews their marks when the
// colours have changed.
export function legend(entry, option, toggle) {
  const place = entry.figure?.querySelector('[data-legend]');
  if (!place || !entry.legend) return;
  named(option.series).forEach((series, i) => {
    let button = place.children[i];
    if (!button) {
      button = document.createElement('button');
      button.type = 'button';
      button.className = 'legend-item';
      button.append(document.createElement('span'), document.createElement('span'));
      button.lastChild.textContent = series.name;
      button.addEventListener('click', () => {
        const show = button.getAttribute('aria-pressed') === 'false';
        button.setAttribute('aria-pressed', String(show));
        toggle(series.name, show);
      });
      button.setAttribute('aria-pressed', String(!entry.hidden.has(series.name)));
      place.append(button);
    }
    button.firstChild.innerHTML = swatch(series, `${entry.id}-mark-${i}`);
  });
  place.hidden = false;
}

// zoom makes the buttons that choose months work; choose is told the first and
// the last of them. What it returns says which months are shown now.
export function zoom(entry, months, choose) {
  const place = entry.figure?.querySelector('[data-zoom]');
  if (!place) return () => {};
  const last = months.length - 1;
  const shown = () => entry.view ?? [0, last];
  const sizes = [...place.querySelectorAll('[data-zoom-months]')];
  const steps = [...place.querySelectorAll('[data-zoom-step]')];
  const status = place.querySelector('[role="status"]');
  const say = () => {
    const [from, until] = shown();
    for (const button of sizes) {
      const size = Number(button.dataset.zoomMonths) || months.length;
      button.setAttribute('aria-pressed', String(until - from + 1 === Math.min(size, months.length)));
    }
    for (const button of steps) {
      button.setAttribute('aria-disabled', String(Number(button.dataset.zoomStep) < 0 ? from <= 0 : until >= last));
    }
    const text = `${months[from]} – ${months[until]}`;
    if (status && status.textContent !== text) status.textContent = text;
  };
  place.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button || button.getAttribute('aria-disabled') === 'true') return;
    const [from, until] = shown();
    if (button.dataset.zoomMonths !== undefined) {
      const size = Number(button.dataset.zoomMonths) || months.length;
      choose(Math.max(0, until + 1 - size), Math.max(until, Math.min(last, size - 1)));
    } else {
      const size = until - from + 1;
      const start = Math.min(Math.max(0, from + Number(button.dataset.zoomStep) * size), last + 1 - size);
      choose(start, start + size - 1);
    }
    say();
  });
  for (const button of sizes) button.hidden = Number(button.dataset.zoomMonths) >= months.length;
  place.hidden = false;
  say();
  return say;
}
