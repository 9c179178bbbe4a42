// What every page does in the browser. Without it the pages still work: links
// lead and forms are sent.
import 'htmx.org';
import './accounts.js';
import './drop.js';
import './people.js';
import './setup.js';
import './filing.js';
import './search.js';
import './grid.js';

const root = document.documentElement;

// The appearance: as the device, light, dark.
const order = ['auto', 'light', 'dark'];
for (const button of document.querySelectorAll('[data-theme-button]')) {
  const label = () => button.setAttribute('aria-label', button.dataset[root.dataset.theme] ?? '');
  button.hidden = false;
  label();
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(root.dataset.theme) + 1) % order.length];
    document.dispatchEvent(new CustomEvent('themechoice', { detail: next }));
    label();
  });
}

// On a phone the filters stand folded where none is set.
const phone = matchMedia('(max-width: 820px)');
function fold() {
  for (const details of document.querySelectorAll('details[data-fold]')) {
    details.open = !phone.matches;
    details.removeAttribute('data-fold');
  }
}
fold();
document.addEventListener('htmx:after:swap', fold);

// The language switch comes back to this very address, filters included.
document.addEventListener('submit', (event) => {
  for (const field of event.target.querySelectorAll('[data-here]')) field.value = location.pathname + location.search;
}, true);

// An empty filter stays out of the address.
document.addEventListener('formdata', (event) => {
  if (!event.target.matches('form[data-autosubmit]')) return;
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});

// A choice in a filter menu is sent at once.
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-autosubmit]');
  if (form && event.target.tagName === 'SELECT') form.requestSubmit();
});

// Long work says that it has begun, and is not begun twice.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('form[data-busy]')) return;
  const button = event.submitter ?? form.querySelector('[type="submit"]');
  queueMicrotask(() => {
    if (event.defaultPrevented || !button) return;
    button.setAttribute('aria-disabled', 'true');
    form.setAttribute('aria-busy', 'true');
    const status = form.querySelector('[data-busy-text]');
    if (status) status.hidden = false;
  });
});

// A page that comes back from the browser's memory starts afresh.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[aria-busy]')) {
    form.removeAttribute('aria-busy');
    form.querySelector('[aria-disabled]')?.removeAttribute('aria-disabled');
    const status = form.querySelector('[data-busy-text]');
    if (status) status.hidden = true;
  }
});

// Where a menu leads elsewhere (months), choosing goes there.
document.addEventListener('change', (event) => {
  const form = event.target.closest('form[data-go]');
  if (form) form.requestSubmit();
});
