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
