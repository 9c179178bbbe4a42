// A picture that is too large is told before it is sent; choosing one's own
// colour chooses "another".
document.addEventListener('change', (event) => {
  const input = event.target;
  if (input.matches('input[type="file"][data-most]')) {
    const large = input.files[0]?.size > Number(input.dataset.most);
    input.setCustomValidity(large ? input.dataset.tooLarge : '');
    if (large) input.reportValidity();
  }
});

document.addEventListener('input', (event) => {
  if (!event.target.matches('[data-own-color]')) return;
  event.target.form.querySelector('input[name="color"][value="own"]').checked = true;
});

// The colours to choose from show the initials of the name being typed, as
// avatars will.
function initials(text) {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join('') || '?';
}

document.addEventListener('input', (event) => {
  const { form } = event.target;
  if (!['persona', 'handle'].includes(event.target.name) || !form?.querySelector('.swatches')) return;
  const name = initials(form.elements.persona.value.trim() || form.elements.handle.value);
  for (const text of form.querySelectorAll('.swatch text')) text.textContent = name;
});
