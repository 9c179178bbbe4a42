// The page of a filing: changes are computed as one types, a draft is saved as
// one goes, and nothing is lost with the connection, the session or the tab.
// Without this script the form is sent by its buttons.
import { difference, forget, keep, restore, say, values } from './draft.js';

const locale = document.documentElement.lang === 'en' ? 'en-GB' : 'fr-FR';
const pause = 1500; // after the last key, in ms
const longestWait = 60_000; // between two tries

// parse reads a number as typed, null where that takes a second look: the
// server has the last word.
export function parse(text) {
  let body = text.replace(/[\s\u00a0\u202f\u2009]/g, '').replace(/^\u2212/, '-').replace(/^\+/, '');
  if (/^-?\d{1,3}(,\d{3})+$/.test(body) && locale === 'en-GB') body = body.replaceAll(',', '');
  else if (/^-?\d{1,3}\.\d{3}$/.test(body) && locale === 'fr-FR') return null;
  else if (/^-?\d*[.,]\d+$/.test(body)) body = body.replace(',', '.');
  if (!/^-?\d*\.?\d+$/.test(body) || body.length > 24) return null;
  return Number(body);
}

function showChange(row) {
  const place = row.querySelector('[data-change]');
  if (!place) return;
  const before = row.querySelector('[data-before]')?.dataset.before;
  const now = stateOf(row) === 'value' ? parse(row.querySelector('.figure-number').value) : null;
  place.replaceChildren();
  if (!before || now === null) return;
  const decimals = Number(place.dataset.decimals);
  const change = Number((now - Number(before)).toFixed(Math.max(decimals, 2)));
  const text = document.createElement('span');
  const better = (change > 0) === (place.dataset.direction === 'up');
  text.className = 'delta' + (change === 0 || place.dataset.direction === 'neutral' ? '' : better ? ' delta-better' : ' delta-worse');
  const arrow = document.createElement('span');
  arrow.setAttribute('aria-hidden', 'true');
  arrow.textContent = change > 0 ? '▲' : change < 0 ? '▼' : '=';
  const format = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: Math.max(decimals, 2) });
  text.append(arrow, ' ' + format.format(change).replace('-', '\u2212') + ('percent' in place.dataset ? '\u00a0pt' : ''));
  place.append(text);
}

function stateOf(row) {
  return row.querySelector('[name^="state."]:checked')?.value ?? 'value';
}

function start(form) {
  const page = form.closest('.filing');
  const banner = page.querySelector('[data-banner]');
  const saved = form.querySelector('[data-saved]');
  const rows = [...form.querySelectorAll('.figure-row')];
  const words = form.dataset;
  const version = form.elements.namedItem('version');
  const automatic = words.autosave === 'true';
  let kept = values(form); // what the server has
  let timer = 0, wait = 0, retry = 0, busy = false, again = false, wanted = '', stopped = false, faulty = false;

  // What was sent with a fault is shown and not saved: the server has less.
  if ('unsaved' in words) kept = {};

  const typed = () => difference(values(form), kept);
  const isTyped = () => Object.keys(typed()).length > 0;
  const store = () => keep(words.draft, version.value, typed());

  function progress() {
    const asked = rows.filter((r) => 'asked' in r.dataset);
    const answered = asked.filter((r) => stateOf(r) !== 'value' || r.querySelector('.figure-number').value.trim() !== '');
    const place = page.querySelector('[data-answered]');
    if (place) place.textContent = answered.length;
  }

  function schedule(ms) {
    clearTimeout(timer);
    if (automatic && !stopped) timer = setTimeout(() => send('save'), ms);
  }

  function changed(ms) {
    store();
    progress();
    saved.textContent = isTyped() ? words.unsavedWords : '';
    if (isTyped()) schedule(ms);
  }

  // Errors and warnings beside their fields.
  function showError(row, error) {
    const place = row.querySelector('[data-error]');
    const input = row.querySelector('.figure-number');
    place.hidden = !error;
    place.querySelector('[data-error-text]').textContent = error?.text ?? '';
    place.querySelector('[data-choices]').replaceChildren(...(error?.choices ?? []).map((choice) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'btn';
      button.textContent = choice;
      button.addEventListener('click', () => {
        input.value = choice;
        edited(row);
        showChange(row);
        changed(0);
        input.focus();
      });
      return button;
    }));
    input.setAttribute('aria-invalid', String(Boolean(error)));
    input.classList.toggle('is-invalid', Boolean(error));
  }

  // showLine draws the line of a figure about which there is a warning.
  function showLine(row, line) {
    const place = row.querySelector('[data-line]');
    place.hidden = !line;
    if (!line) return;
    const draw = (name, attributes) => {
      const element = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    const stroke = { stroke: 'currentColor', fill: 'none', 'vector-effect': 'non-scaling-stroke', 'stroke-linecap': 'round' };
    const svg = draw('svg', { class: 'spark', viewBox: line.box, preserveAspectRatio: 'none', role: 'img', 'aria-label': line.label });
    if (line.path) svg.append(draw('path', { ...stroke, d: line.path, 'stroke-width': '1.75', 'stroke-linejoin': 'round' }));
    svg.append(draw('path', { ...stroke, d: line.dot, 'stroke-width': '5' }));
    place.replaceChildren(svg);
  }

  function showWarnings(row, warnings) {
    row.querySelector('[data-warnings]').replaceChildren(...warnings.map((w) => {
      const p = document.createElement('p');
      p.textContent = w;
      return p;
    }));
    const note = row.querySelector('[data-note]');
    note.hidden = warnings.length === 0 && note.querySelector('input').value === '';
  }

  function showFaults(answer) {
    for (const row of rows) showError(row, answer.errors[row.dataset.code]);
    for (const name of ['comment', 'on_behalf_reason']) {
      const field = form.elements.namedItem(name);
      if (!field) continue;
      field.classList.toggle('is-invalid', Boolean(answer.errors[name]));
      field.setAttribute('aria-invalid', String(Boolean(answer.errors[name])));
    }
    for (const field of form.querySelectorAll('[name^="places."]')) {
      const error = answer.errors[field.name];
      field.classList.toggle('is-invalid', Boolean(error));
      field.setAttribute('aria-invalid', String(Boolean(error)));
      const place = form.querySelector(`[data-place-fault="${field.name}"]`);
      place.hidden = !error;
      place.textContent = error?.text ?? '';
    }
    const general = Object.entries(answer.errors).filter(([name]) => !name.startsWith('places.') && !rows.some((r) => r.dataset.code === name)).map(([, e]) => e.text);
    faulty = Boolean(answer.fault);
    if (faulty) say(banner, [answer.fault, ...general].join(' '));
  }

  // A fault goes when its field is typed in again: the server looks anew.
  function edited(row) {
    showError(row, null);
    if (faulty && !rows.some((r) => !r.querySelector('[data-error]').hidden)) {
      faulty = false;
      say(banner, '');
    }
  }

  function failed(action, text) {
    store();
    wanted = action;
    wait = Math.min(Math.max(wait * 2, 2000), longestWait);
    clearTimeout(retry);
    retry = setTimeout(resume, wait);
    say(banner, text, [words.retry, resume]);
    saved.textContent = words.unsavedWords;
  }

  function resume() {
    clearTimeout(retry);
    if (wanted) send(wanted);
  }

  // send hands the whole form over; one at a time, the latest last.
  async function send(action) {
    clearTimeout(timer);
    if (stopped) return;
    if (busy) {
      again = again || action;
      if (action !== 'save') again = action;
      return;
    }
    if (navigator.onLine === false) {
      failed(action, action === 'save' ? words.offline : words.offlineSubmit);
      return;
    }
    busy = true;
    const sent = values(form);
    const body = new URLSearchParams(new FormData(form));
    body.set('action', action);
    form.setAttribute('aria-busy', 'true');
    saved.textContent = words.saving;
    let response, answer = null;
    try {
      response = await fetch(form.getAttribute('action'), { method: 'POST', body, headers: { Accept: 'application/json' }, redirect: 'error' });
      answer = await response.json();
    } catch {
      response = response?.ok === false ? response : null;
    }
    busy = false;
    form.removeAttribute('aria-busy');
    settle(action, sent, response, answer);
    if (again && !stopped && !wanted) {
      const next = again;
      again = false;
      send(next);
    }
  }

  function settle(action, sent, response, answer) {
    if (!response || (response.ok && !answer)) {
      failed(action, action === 'save' ? words.offline : words.offlineSubmit);
      return;
    }
    if (response.status === 401) {
      stopped = true;
      store();
      say(banner, words.signedOut, [words.signIn, () => {
        location.assign('/sign-in?next=' + encodeURIComponent(location.pathname));
      }]);
      return;
    }
    if (response.status === 409) {
      stopped = true;
      store();
      const compare = () => { stopped = true; form.dataset.native = action; form.requestSubmit(form.querySelector(`[name="action"][value="${action}"]`)); };
      if (action === 'save') say(banner, words.conflict, [words.compare, compare]);
      else compare();
      return;
    }
    if (!answer?.errors || (response.status !== 200 && response.status !== 422)) {
      if (response.status >= 500) failed(action, words.failed);
      else {
        wanted = '';
        store();
        say(banner, answer?.detail ?? words.failed);
      }
      return;
    }
    wanted = '';
    wait = 0;
    clearTimeout(retry);
    accept(sent, answer);
    if (answer.go) {
      stopped = true;
      forget(words.draft);
      location.assign(answer.go);
    } else if (response.status === 422) {
      rows.find((r) => answer.errors[r.dataset.code])?.querySelector('.figure-number').focus();
    }
  }

  // accept notes what the server has now.
  function accept(sent, answer) {
    version.value = answer.version;
    say(banner, '');
    showFaults(answer);
    for (const row of rows) {
      showWarnings(row, answer.warnings[row.dataset.code] ?? []);
      showLine(row, answer.lines?.[row.dataset.code]);
    }
    if (answer.saved) {
      for (const [name, value] of Object.entries(sent)) {
        if (!answer.errors[name.slice(name.indexOf('.') + 1)] && !answer.errors[name]) kept[name] = value;
      }
      const state = page.querySelector('[data-state]');
      state.textContent = answer.state;
      state.className = 'filing-state tone-' + answer.tone;
    }
    store();
    saved.textContent = isTyped() ? words.unsavedWords : answer.saved;
    // What was typed while the answer was on its way.
    if (Object.keys(difference(values(form), sent)).length > 0) schedule(pause);
  }

  form.addEventListener('input', (event) => {
    const row = event.target.closest('.figure-row');
    if (row) {
      showChange(row);
      if (event.target.matches('.figure-number')) edited(row);
    }
    changed(pause);
  });
  form.addEventListener('change', (event) => {
    const row = event.target.closest('.figure-row');
    if (row && event.target.name.startsWith('state.')) {
      showChange(row);
      if (event.target.value === 'value') row.querySelector('.figure-number').focus();
      else edited(row);
    }
    changed(event.target.type === 'radio' ? pause : 0);
  });
  // A chip that is chosen already is let go by choosing it again.
  form.addEventListener('click', (event) => {
    const chip = event.target.closest('.chip-unavailable input, .chip-na input');
    if (!chip) return;
    if (chip.dataset.was === 'true') {
      form.elements.namedItem(chip.name).value = 'value';
      chip.dataset.was = 'false';
      chip.dispatchEvent(new Event('change', { bubbles: true }));
      chip.closest('.figure-row').querySelector('.figure-number').focus();
      return;
    }
    for (const other of chip.closest('.figure-states').querySelectorAll('input')) other.dataset.was = String(other === chip);
  });
  for (const chip of form.querySelectorAll('.chip-unavailable input, .chip-na input')) chip.dataset.was = String(chip.checked);

  // Enter goes to the next figure, and from the last one to the button.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.target.tagName !== 'INPUT' || event.target.type === 'submit') return;
    event.preventDefault();
    const fields = [...form.querySelectorAll('.figure-number')].filter((f) => f.offsetParent !== null);
    const at = rows.indexOf(event.target.closest('.figure-row'));
    const next = fields.find((f) => rows.indexOf(f.closest('.figure-row')) > at && at >= 0);
    (next ?? form.querySelector('.filing-buttons .btn')).focus();
    next?.select();
  });

  form.addEventListener('keypress', (event) => {
    if (event.key === 'Enter' && event.target.tagName === 'INPUT' && event.target.type !== 'submit') event.preventDefault();
  });

  form.addEventListener('submit', (event) => {
    if (words.native) return; // the page of the conflict
    const action = event.submitter?.name === 'action' ? event.submitter.value : 'save';
    if (event.submitter?.name?.startsWith('pick.')) return;
    event.preventDefault();
    wanted = '';
    send(action);
  });

  addEventListener('online', resume);
  addEventListener('offline', () => { if (!stopped && isTyped()) say(banner, words.offline); });
  addEventListener('pagehide', store);

  restore(form, banner, version.value, (typedOn) => {
    version.value = typedOn;
    for (const row of rows) showChange(row);
    progress();
    saved.textContent = words.unsavedWords;
    schedule(pause);
  });
  progress();
  form.dataset.live = 'true';
}

for (const form of document.querySelectorAll('[data-filing]')) start(form);

// The time left to take a submission back.
for (const box of document.querySelectorAll('[data-undo]')) {
  const left = box.querySelector('[data-undo-left]');
  const end = performance.now() + Number(box.dataset.undo) * 1000;
  const tick = setInterval(() => {
    const seconds = Math.ceil((end - performance.now()) / 1000);
    left.textContent = left.dataset.words.replace('{n}', seconds);
    if (seconds > 0) return;
    clearInterval(tick);
    box.querySelector('form').hidden = true;
  }, 1000);
}
