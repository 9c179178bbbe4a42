// The places by search query in the form of a filing: the search rank follows
// as one types, as the server counts it: the median of the known places, half up.
import { parse } from './filing.js';

function placesOf(box) {
  return [...box.querySelectorAll('[name^="places."]')].map((field) => {
    const tick = box.querySelector(`[name="unranked.${field.name.slice('places.'.length)}"]`);
    return { field, tick };
  });
}

// median of whole places, rounded half up; null without any.
export function median(places) {
  const sorted = [...places].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const n = sorted.length;
  return Math.floor((sorted[(n - 1) >> 1] + sorted[n >> 1] + 1) / 2);
}

// follow puts what the places come to into the field of the rank.
function follow(box) {
  if ('stays' in box.dataset && !box.querySelector('[data-take]')?.checked) return;
  const row = box.closest('.figure-row');
  const list = placesOf(box);
  const known = list.filter((p) => p.field.value.trim() !== '').map((p) => parse(p.field.value)).filter((n) => Number.isInteger(n) && n > 0);
  const rank = median(known);
  const nowhere = rank === null && list.every((p) => p.tick.checked);
  const number = row.querySelector('.figure-number');
  const state = (value) => row.querySelector(`[name^="state."][value="${value}"]`);
  if (rank !== null) {
    state('value').checked = true;
    number.value = String(rank);
  } else if (nowhere) {
    state('unavailable').checked = true;
    const why = row.querySelector('[name^="reason."][value="not_ranked"]');
    if (why) why.checked = true;
  } else if (!list.some((p) => p.tick.checked) || state('value').checked) {
    number.value = '';
  }
}

for (const box of document.querySelectorAll('fieldset[data-search-places]')) {
  const list = placesOf(box);
  // Before the form's own script hears of it.
  box.addEventListener('input', (event) => {
    const one = list.find((p) => p.field === event.target || p.tick === event.target);
    if (one && event.target === one.field && one.field.value.trim() !== '') one.tick.checked = false;
    if (one && event.target === one.tick && one.tick.checked) one.field.value = '';
    if (one) {
      one.field.classList.remove('is-invalid');
      one.field.setAttribute('aria-invalid', 'false');
      const fault = box.querySelector(`[data-place-fault="${one.field.name}"]`);
      if (fault) fault.hidden = true;
    }
    follow(box);
  });
  // Enter goes to the next place, and from the last one on as elsewhere.
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    const at = list.findIndex((p) => p.field === event.target || p.tick === event.target);
    const next = list[at + 1];
    if (at < 0 || !next) return;
    event.preventDefault();
    event.stopPropagation();
    next.field.focus();
    next.field.select();
  });
}
