// The articles that the reader has ticked, on whichever page of the list, and what to do with them.
import { on, tell } from '../core/dom.js';
import { say } from '../core/words.js';

const chosen = new Map(); // id → title

const named = () => {
  const [title] = chosen.values();
  return chosen.size === 1 ? title : say('library_titles', { title, count: chosen.size - 1 });
};

const ACTIONS = {
  'ask-chosen': () => tell('ask-about', { articles: [...chosen.keys()], titles: [...chosen.values()], title: named() }),
  'brief-chosen': () => tell('brief-of', { articles: [...chosen.keys()], title: named() }),
  'remove-chosen': () => tell('remove-articles', { ids: [...chosen.keys()] }),
  'clear-chosen': () => {},
};
const ENDING = new Set(['remove-chosen', 'clear-chosen']); // after which nothing is chosen

export const mountChosen = (shelf) => {
  const bar = shelf.querySelector('.chosen');
  const line = bar.querySelector('[role=status]');

  const show = () => {
    bar.hidden = chosen.size === 0;
    line.textContent = chosen.size ? say('library_chosen', { count: chosen.size }) : '';
    for (const box of shelf.querySelectorAll('[data-choose]')) {
      box.checked = chosen.has(box.dataset.choose);
    }
  };

  on(shelf, 'change', '[data-choose]', (event, box) => {
    const title = box.closest('li').querySelector('.title').textContent;
    if (box.checked) chosen.set(box.dataset.choose, title);
    else chosen.delete(box.dataset.choose);
    show();
  });
  on(bar, 'click', '[data-do]', (event, button) => {
    ACTIONS[button.dataset.do]();
    if (!ENDING.has(button.dataset.do)) return;
    chosen.clear();
    show();
    shelf.querySelector('.shown')?.focus();
  });

  return { show }; // ticks what was chosen in rows that have just been drawn
};
