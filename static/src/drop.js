// The place to drop a file on: shows the file's name, and refuses more than
// one.
function show(zone) {
  const input = zone.querySelector('input[type="file"]');
  const name = zone.querySelector('[data-file-name]');
  const file = input.files[0];
  zone.classList.toggle('drop-full', Boolean(file));
  if (name) name.textContent = file ? file.name : name.dataset.fileName;
}

for (const zone of document.querySelectorAll('[data-drop]')) {
  const input = zone.querySelector('input[type="file"]');
  input.addEventListener('change', () => show(zone));
  for (const kind of ['dragenter', 'dragover']) {
    zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add('drop-over'); });
  }
  for (const kind of ['dragleave', 'drop']) {
    zone.addEventListener(kind, () => zone.classList.remove('drop-over'));
  }
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length !== 1) return;
    input.files = event.dataTransfer.files;
    show(zone);
  });
  show(zone);
}
