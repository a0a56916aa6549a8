// The mark of a verdict opens and closes its reasons, which stand behind it.
document.addEventListener('click', (event) => {
  const mark = event.target instanceof Element && event.target.closest('button.verdict');
  if (!mark) return;
  mark.setAttribute('aria-expanded', String(mark.getAttribute('aria-expanded') !== 'true'));
});
