// Sets light or dark before anything is drawn, so that no page flashes.
const stored = (() => { try { return localStorage.getItem('theme'); } catch { return null; } })();
const dark = matchMedia('(prefers-color-scheme: dark)');

function apply(choice) {
  const theme = choice === 'light' || choice === 'dark' ? choice : dark.matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = choice ?? 'auto';
  document.documentElement.dataset.bsTheme = theme;
  document.dispatchEvent(new CustomEvent('themechange', { detail: theme }));
}

apply(stored);
dark.addEventListener('change', () => apply(document.documentElement.dataset.theme));
document.addEventListener('themechoice', (event) => {
  try { localStorage.setItem('theme', event.detail); } catch { /* private window: for this page only */ }
  apply(event.detail);
});
