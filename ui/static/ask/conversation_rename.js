// Writing the name of a conversation in its place in the list.
import { make } from '../core/dom.js';
import { send } from '../core/net.js';
import { say } from '../core/words.js';

// Puts a box in the place of the name; resolves once it is gone again. Enter and leaving the box
// keep what is written, Escape does not.
export const rename = (row, at) => new Promise((resolve, reject) => {
  const link = row.querySelector('a.conversation');
  const name = link.textContent;
  const box = make('input', 'renaming');
  box.type = 'text';
  box.value = name;
  box.setAttribute('aria-label', say('ask_list_name'));
  box.dir = link.querySelector('.list-name').dir;
  link.hidden = true;
  link.before(box);
  box.focus();
  box.select();

  let isDone = false;
  const end = async (isKept) => {
    if (isDone) return;
    isDone = true;
    const title = box.value.trim();
    const hadFocus = document.activeElement === box;
    box.remove();
    link.hidden = false;
    if (hadFocus) link.focus();
    try {
      if (isKept && title && title !== name) {
        await send('POST', `${at}/${row.dataset.id}/rename`, { title });
        link.querySelector('.list-name').textContent = title;
      }
      resolve();
    } catch (error) {
      reject(error);
    }
  };
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    end(event.key === 'Enter');
  });
  box.addEventListener('blur', () => end(true));
});
