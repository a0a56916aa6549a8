// A text box runs in the direction of the majority of the letters typed into it.
(() => {
  const ARABIC = /[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9]/g;
  const LATIN = /[A-Za-z\u00c0-\u024f]/g;
  const count = (text, letters) => (text.match(letters) || []).length;

  document.addEventListener('input', (event) => {
    const box = event.target;
    if (!box.matches('textarea, input[type=text]')) return;
    const arabic = count(box.value, ARABIC) * 1.5;
    const latin = count(box.value, LATIN);
    box.dir = arabic + latin === 0 ? 'auto' : arabic > latin ? 'rtl' : 'ltr';
  });

  // Gradio names each message by its HTML, which a screen reader would read out tag by tag.
  const NAMED = '#chat [data-testid=user][aria-label], #chat [data-testid=bot][aria-label]';
  new MutationObserver(() => {
    for (const message of document.querySelectorAll(NAMED)) message.removeAttribute('aria-label');
  }).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label'],
  });
})();
