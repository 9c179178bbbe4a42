// Builds dist/: bundles src/ with esbuild, drops the styles that no page uses,
// names every file after a hash of its content, and writes manifest.json.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { trim } from './trim.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, 'dist');
const pages = [path.join(here, '../internal/web/page'), path.join(here, 'src')];

// words lists everything in the pages and scripts that could name a class.
function words() {
  const found = new Set(['htmx-request']); // set by htmx itself
  for (const dir of pages) {
    for (const name of readdirSync(dir)) {
      if (!/\.(templ|js|go)$/.test(name) || /_templ\.go$/.test(name)) continue;
      for (const word of readFileSync(path.join(dir, name), 'utf8').match(/[A-Za-z][\w-]*/g) ?? []) found.add(word);
    }
  }
  return found;
}

const result = await build({
  absWorkingDir: here,
  entryPoints: ['src/app.css', 'src/app.js', 'src/theme.js', 'src/charts.js', 'src/targets.js'],
  outdir: 'dist',
  bundle: true,
  minify: true,
  write: false,
  target: ['chrome120', 'firefox121', 'safari17'],
  legalComments: 'none',
  loader: { '.woff2': 'file', '.svg': 'file' },
  assetNames: '[name].[hash]',
});

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const manifest = {};

function write(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  manifest[name] = `${stem}.${hash}${ext}`;
  writeFileSync(path.join(dist, manifest[name]), content);
}

const used = words();
for (const file of result.outputFiles) {
  const name = path.basename(file.path);
  const asset = name.match(/^(.+)\.[0-9A-Z]{8}(\.\w+)$/);
  if (asset) { // esbuild put its hash in, and in the styles' addresses
    manifest[asset[1] + asset[2]] = name;
    writeFileSync(path.join(dist, name), file.contents);
  } else if (name.endsWith('.css')) {
    write(name, trim(file.text, used));
  } else {
    write(name, file.contents);
  }
}
write('icon.svg', readFileSync(path.join(here, 'src/icon.svg')));
writeFileSync(path.join(dist, 'manifest.json'), JSON.stringify(manifest, Object.keys(manifest).sort(), 1));
