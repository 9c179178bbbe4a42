// Of whom an indicator is asked: only the field of the chosen scope shows, and
// without the sentence that says when it serves.
for (const form of document.querySelectorAll('form[data-scope]')) {
  const scope = form.elements.namedItem('scope');
  const fields = ['platform', 'sphere', 'account'];
  const show = () => {
    for (const name of fields) {
      const input = form.elements.namedItem(name);
      const field = input?.closest('.field');
      if (field) field.hidden = scope.value !== name;
      if (name === 'account' && input) input.required = scope.value === name;
    }
  };
  for (const name of ['platform', 'sphere']) {
    form.querySelector(`#${name}-hint`)?.remove();
    form.elements.namedItem(name)?.removeAttribute('aria-describedby');
  }
  scope.addEventListener('change', show);
  show();
}
