// What was typed and is not saved yet, kept in the browser until the server has
// it. A draft belongs to a person, an account and a month (data-draft), and to
// the version it was typed on.
const prefix = 'portevoix.draft.';
const lasting = 14 * 24 * 3600 * 1000;

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null; // the browser keeps nothing
  }
}

// read returns a draft, {version, fields, at}, or null.
function read(key) {
  try {
    return JSON.parse(storage()?.getItem(prefix + key) ?? 'null');
  } catch {
    return null;
  }
}

// Whether the person is signing out: then leaving the page keeps nothing.
let leaving = false;
addEventListener('pageshow', () => { leaving = false; });

// keep stores fields by name; without any, the draft goes.
export function keep(key, version, fields) {
  if (leaving) return;
  try {
    if (Object.keys(fields).length === 0) storage()?.removeItem(prefix + key);
    else storage()?.setItem(prefix + key, JSON.stringify({ version, fields, at: Date.now() }));
  } catch {
    // full, or not allowed: the page itself still has what was typed
  }
}

export function forget(key) {
  storage()?.removeItem(prefix + key);
}

// drop removes all drafts, or those that are too old.
function drop(all) {
  const store = storage();
  if (!store) return;
  for (const name of Object.keys(store).filter((n) => n.startsWith(prefix))) {
    const draft = read(name.slice(prefix.length));
    if (all || !draft || !(Date.now() - draft.at < lasting)) store.removeItem(name);
  }
}

drop(false);

// On a phone that people share, nothing stays behind whoever signs out.
document.addEventListener('submit', (event) => {
  if (event.target.getAttribute('action') !== '/sign-out') return;
  leaving = true;
  drop(true);
});
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-forget]');
  if (link) forget(link.dataset.forget);
});
document.addEventListener('submit', (event) => {
  if (event.target.dataset.conflictForm) forget(event.target.dataset.conflictForm);
});

// values reads a form's fields by name: text, the chosen radio, or whether a
// box is ticked.
export function values(form) {
  const all = {};
  for (const field of form.elements) {
    if (!field.name || field.type === 'hidden' || field.type === 'submit' || field.type === 'fieldset') continue;
    if (field.type === 'radio') {
      if (field.checked) all[field.name] = field.value;
    } else {
      all[field.name] = field.type === 'checkbox' ? field.checked : field.value;
    }
  }
  return all;
}

// put writes values back into a form.
export function put(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const found = form.elements.namedItem(name);
    if (!found) continue;
    if (found instanceof RadioNodeList) found.value = value;
    else if (found.type === 'checkbox') found.checked = Boolean(value);
    else if (found.type === 'radio') found.checked = found.value === value;
    else found.value = value;
  }
}

// difference lists the fields of one set of values that are others in another.
export function difference(now, before) {
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => before[name] !== value));
}

// plain is a value without the blanks and capitals that saving may change.
function plain(fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, v]) => [name, typeof v === 'string' ? v.replace(/[\s\u00a0\u202f\u2009]/g, '').toLowerCase() : v]));
}

// say shows words in a form's banner, with buttons: [words, action] each.
export function say(banner, words, ...buttons) {
  banner.replaceChildren();
  banner.hidden = !words;
  if (!words) return;
  const text = document.createElement('p');
  text.textContent = words;
  banner.append(text, ...buttons.map(([label, action]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn';
    button.textContent = label;
    button.addEventListener('click', action);
    return button;
  }));
}

// restore puts a draft back into a form: at once where the form is the version
// it was typed on, else where the person says so. taken is told the version.
export function restore(form, banner, version, taken) {
  const key = form.dataset.draft;
  const draft = read(key);
  if (!draft) return;
  const others = Object.keys(difference(plain(draft.fields), plain(values(form))));
  const missing = Object.fromEntries(others.map((name) => [name, draft.fields[name]]));
  if (others.length === 0) {
    if (!('unsaved' in form.dataset)) forget(key);
    return;
  }
  const take = () => {
    put(form, missing);
    taken(draft.version);
  };
  if (draft.version === version) {
    take();
    say(banner, form.dataset.found);
    return;
  }
  say(banner, form.dataset.foundOld,
    [form.dataset.take, () => { say(banner, ''); take(); }],
    [form.dataset.discard, () => { say(banner, ''); forget(key); }]);
}
