// Removes articles on `remove-articles`, wherever it is told, and offers to bring them back.
import { listen, make, tell } from '../core/dom.js';
import { send } from '../core/net.js';
import { say } from '../core/words.js';

const STAYS = 20000; // milliseconds; longer while the pointer or the focus is on it

const toast = make('div');
toast.id = 'undo';
const text = make('p', 'undo-text');
text.setAttribute('role', 'status');
const buttons = make('div', 'undo-buttons');
toast.append(text, buttons);
toast.dataset.open = 'no';
document.body.append(toast);

let timer = null;
let before = null;

const holdsFocus = () => toast.contains(document.activeElement);

const close = () => {
  clearTimeout(timer);
  if (holdsFocus()) before?.focus();
  // What was pressed may be gone, or hidden.
  if (holdsFocus()) document.querySelector('#library .parts [aria-pressed=true]')?.focus();
  toast.dataset.open = 'no';
  text.textContent = '';
  buttons.replaceChildren();
};
const wait = () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (toast.matches(':hover, :focus-within')) wait();
    else close();
  }, STAYS);
};

const button = (name, label, act) => {
  const made = make('button', name, label);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
};

// Shows a sentence with one thing that can be done about it.
export const offer = (said, label, act) => {
  const held = holdsFocus();
  if (!held) before = document.activeElement;
  const closing = button('plain undo-close', '×', close);
  closing.setAttribute('aria-label', say('removal_close'));
  buttons.replaceChildren(...(label ? [button('plain main', label, act)] : []), closing);
  toast.dataset.open = 'yes';
  text.textContent = said;
  if (held) buttons.firstElementChild.focus();
  wait();
};

const restore = async (ids) => {
  text.textContent = say('removal_busy');
  try {
    const reply = await send('POST', '/desk/library/restorals', { ids });
    offer(reply.said);
    tell('library-changed');
  } catch (error) {
    offer(error.message, say('removal_undo'), () => restore(ids));
  }
};

toast.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  close();
});

listen('remove-articles', async ({ ids }) => {
  try {
    const reply = await send('POST', '/desk/library/removals', { ids });
    offer(reply.said, say('removal_undo'), () => restore(reply.removed));
    tell('library-changed');
    buttons.firstElementChild.focus(); // what was pressed is gone with the articles
  } catch (error) {
    offer(error.message);
  }
});
