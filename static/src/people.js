// Looking at the password one types, and copying a link to hand over.
for (const button of document.querySelectorAll('[data-reveal]')) {
  const field = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  field.autocapitalize = 'none';
  button.addEventListener('click', () => {
    const shown = field.type === 'text';
    field.type = shown ? 'password' : 'text';
    button.setAttribute('aria-pressed', String(!shown));
  });
  // What is sent, and kept by the browser, is a password.
  field.form?.addEventListener('submit', () => { field.type = 'password'; });
}

function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll('[data-copy][hidden]')) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener('click', async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.done;
    });
  }
}
offerCopies();
document.addEventListener('htmx:after:swap', offerCopies);
