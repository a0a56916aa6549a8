// A verdict's mark opens its reasons, which stand behind it. Gradio takes aria attributes
// off messages, and builds a message anew at each step of its writing: what is open in the newest
// one, and where the focus is, is kept here.
(() => {
  const opened = new Set();
  let focused = -1;
  let count = 0;
  let made = 0;

  const messages = () => [...document.querySelectorAll('#chat [data-testid=bot]')];
  const marksOf = (message) => (message ? [...message.querySelectorAll('button.verdict')] : []);
  const newest = () => marksOf(messages().at(-1));

  const equip = (mark, isOpen) => {
    mark.parentElement.nextElementSibling.id = `why-${++made}`;
    mark.setAttribute('aria-controls', `why-${made}`);
    mark.setAttribute('aria-expanded', String(isOpen));
  };

  new MutationObserver(() => {
    const all = messages();
    if (all.length !== count) {
      count = all.length;
      opened.clear();
      focused = -1;
    }
    for (const message of all) {
      const last = message === all.at(-1);
      marksOf(message).forEach((mark, place) => {
        if (mark.hasAttribute('aria-controls')) return;
        equip(mark, last && opened.has(place));
        if (last && place === focused) mark.focus({ preventScroll: true });
      });
    }
    for (const mark of document.querySelectorAll('#brief button.verdict:not([aria-controls])')) {
      equip(mark, false);
    }
  }).observe(document.documentElement, { subtree: true, childList: true });

  document.addEventListener('click', (event) => {
    const mark = event.target.closest('button.verdict');
    if (!mark) return;
    const isOpen = mark.getAttribute('aria-expanded') !== 'true';
    mark.setAttribute('aria-expanded', String(isOpen));
    const place = newest().indexOf(mark);
    if (place >= 0) opened[isOpen ? 'add' : 'delete'](place);
  });
  document.addEventListener('focusin', (event) => {
    focused = newest().indexOf(event.target);
  });
})();
