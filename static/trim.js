// Drops from a style sheet the rules that no page can match, and then the
// custom properties and animations that nothing refers to any more.

// parse cuts minified CSS into statements, {head, body} or {head, rules}.
function parse(css) {
  let at = 0;
  const skipString = (quote) => {
    for (at++; at < css.length && css[at] !== quote; at++) if (css[at] === '\\') at++;
  };
  const block = () => {
    const statements = [];
    let from = at;
    for (; at < css.length; at++) {
      const c = css[at];
      if (c === '"' || c === "'") skipString(c);
      else if (c === '/' && css[at + 1] === '*') { at = css.indexOf('*/', at) + 1; from = at + 1; }
      else if (c === ';') { statements.push({ head: css.slice(from, at + 1) }); from = at + 1; }
      else if (c === '}') return statements;
      else if (c === '{') {
        const head = css.slice(from, at).trim();
        at++;
        if (/^@(media|supports|layer|container)/.test(head)) statements.push({ head, rules: block() });
        else {
          const start = at;
          for (let depth = 1; ; at++) {
            if (css[at] === '"' || css[at] === "'") skipString(css[at]);
            else if (css[at] === '{') depth++;
            else if (css[at] === '}' && --depth === 0) break;
          }
          statements.push({ head, body: css.slice(start, at) });
        }
        from = at + 1;
      }
    }
    return statements;
  };
  return block();
}

// split cuts a text at a separator that stands outside brackets and strings.
function split(text, separator) {
  const parts = [];
  let depth = 0, from = 0, quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quote) { if (c === '\\') i++; else if (c === quote) quote = ''; }
    else if (c === '"' || c === "'") quote = c;
    else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (c === separator && depth === 0) { parts.push(text.slice(from, i)); from = i + 1; }
  }
  parts.push(text.slice(from));
  return parts;
}

// isUsed tells whether a page has a class: its whole name, or, where a page
// puts it together ("state-" + state), its beginning.
function isUsed(name, used) {
  if (used.has(name)) return true;
  for (let at = name.indexOf('-'); at > 0; at = name.indexOf('-', at + 1)) {
    if (used.has(name.slice(0, at + 1))) return true;
  }
  return false;
}

// matches tells whether every class that a selector needs is used; what
// :not() excludes is not needed.
function matches(selector, used) {
  const needed = selector.replace(/:(not|is|where|has)\([^()]*(\([^()]*\)[^()]*)*\)/g, '');
  return (needed.match(/\.-?[A-Za-z_](?:[\w-]|\\.)*/g) ?? []).every((c) => isUsed(c.slice(1).replaceAll('\\', ''), used));
}

function keepRules(statements, used) {
  return statements.flatMap((s) => {
    if (s.rules) {
      const rules = keepRules(s.rules, used);
      return rules.length ? [{ ...s, rules }] : [];
    }
    if (s.body === undefined || s.head.startsWith('@')) return [s];
    const selectors = split(s.head, ',').filter((one) => matches(one, used));
    return selectors.length && s.body ? [{ head: selectors.join(','), body: s.body }] : [];
  });
}

function print(statements) {
  return statements.map((s) => (s.rules ? `${s.head}{${print(s.rules)}}` : s.body === undefined ? s.head : `${s.head}{${s.body}}`)).join('');
}

// scripted are the custom properties that charts.js looks up by name.
const scripted = /^--(series-|chart-|better$|worse$)/;

// dropProperties leaves out the custom properties whose value nothing reads.
function dropProperties(statements, keep) {
  return statements.flatMap((s) => {
    if (s.rules) {
      const rules = dropProperties(s.rules, keep);
      return rules.length ? [{ ...s, rules }] : [];
    }
    if (s.body === undefined || s.head.startsWith('@')) return [s];
    const body = split(s.body, ';').filter((d) => {
      const name = d.match(/^\s*(--[\w-]+)\s*:/);
      return !name || keep(name[1]);
    }).join(';');
    return body ? [{ ...s, body }] : [];
  });
}

// trim returns css without what a page that only has the used words for
// classes can't show.
export function trim(css, used) {
  let statements = keepRules(parse(css), used);
  for (let before = 0; ;) {
    const text = print(statements);
    if (text.length === before) break;
    before = text.length;
    const read = new Set([...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]));
    statements = dropProperties(statements, (name) => read.has(name) || scripted.test(name));
  }
  const text = print(statements);
  return print(statements.filter((s) => {
    const name = s.head.match(/^@(?:-webkit-)?keyframes\s+([\w-]+)/);
    return !name || new RegExp(`animation[^;}]*\\b${name[1]}\\b`).test(text.replace(s.head, ''));
  }));
}
