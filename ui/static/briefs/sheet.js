// What can be done with the brief that is open: copied, printed, asked about, compared, made anew.
import { copy } from '../core/clipboard.js';
import { on, patch, tell } from '../core/dom.js';
import { html, json } from '../core/net.js';
import { say } from '../core/words.js';

const idOf = (node) => node.closest('.kept').dataset.brief;
const address = (id, rest) => `/desk/briefs/${encodeURIComponent(id)}/${rest}`;

const compare = async (form) => {
  const other = form.querySelector('select').value;
  const place = form.closest('.kept').querySelector('.compared');
  place.replaceChildren();
  patch(place, await html(address(idOf(form), `compared/${encodeURIComponent(other)}`)));
  place.scrollIntoView({ block: 'nearest' });
};

// Answers to the buttons of a brief inside `root`. `page` tells what was done or refused, and makes
// a brief anew.
export const useSheet = (root, page) => {
  on(root, 'click', 'button.copy', (event, button) => {
    copy(json(address(idOf(button), 'copy'))).then(() => page.say(say('briefs_copied')), () => page.refuse(say('briefs_not_copied')));
  });
  on(root, 'click', 'button.print', () => window.print());
  on(root, 'click', 'button.anew', (event, button) => page.anew(idOf(button)));
  on(root, 'click', 'button.ask', (event, button) => {
    const { articles, title } = button.closest('.kept').dataset;
    tell('ask-about', { articles: JSON.parse(articles), title });
  });
  on(root, 'submit', 'form.compare', (event, form) => {
    event.preventDefault();
    compare(form).catch((refusal) => page.refuse(refusal.message));
  });
};
