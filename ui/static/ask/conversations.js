// The list of conversations: beside them on a desktop, where it can be folded; a drawer on a phone.
import { remember } from '../core/cookies.js';
import { listen, make, on, openTab, patch, tell } from '../core/dom.js';
import { html, send } from '../core/net.js';
import { say } from '../core/words.js';
import './suggestions.js';
import { rename } from './conversation_rename.js';

const PHONE = matchMedia('(max-width: 860px)');
const TYPING = 250; // milliseconds of rest after which what was typed is searched for
const AT = '/desk/ask/conversations';
const isFolded = () => /(?:^|; )mujaz_list=folded/.test(document.cookie);

export const mount = async (element) => {
  let current = new URLSearchParams(location.search).get('conversation');
  let asked = 0;
  let typing;

  patch(element, await html('/desk/ask/conversation-list'));
  const find = (selector) => element.querySelector(selector);
  const drawer = find('#list');
  const search = find('#list-search');
  const said = find('.list-said');

  // --- what is listed ---

  const mark = () => {
    for (const link of element.querySelectorAll('a.conversation')) {
      if (link.closest('li').dataset.id === current) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  };

  const refresh = async ({ tellCount = false } = {}) => {
    const turn = ++asked;
    let markup;
    try {
      markup = await html(`${AT}?search=${encodeURIComponent(search.value)}`);
    } catch {
      return; // the header tells that the server is lost; the list is drawn anew when it is back
    }
    if (turn !== asked || find('.renaming')) return;
    closeMenus();
    patch(find('.list-groups'), markup);
    mark();
    if (tellCount) said.textContent = find('[data-count]').dataset.count;
  };

  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => refresh({ tellCount: true }), TYPING);
  });
  listen('asked', () => refresh());
  listen('conversation-opened', ({ id }) => {
    current = id;
    mark();
    refresh();
  });
  listen('connection', (isReachable) => { if (isReachable) refresh(); });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) refresh(); });

  // --- the drawer ---

  const close = ({ folding = false } = {}) => {
    if (!drawer.open) return;
    drawer.close();
    if (folding && !PHONE.matches) remember('list', 'folded');
  };
  const open = () => {
    if (drawer.open) return;
    if (PHONE.matches) drawer.showModal();
    else {
      drawer.setAttribute('open', ''); // without taking the focus, as `show` would
      remember('list', 'open');
    }
  };
  const fit = () => {
    if (drawer.open) drawer.close();
    if (!PHONE.matches && !isFolded()) drawer.setAttribute('open', '');
  };
  PHONE.addEventListener('change', fit);
  fit();
  find('#list-open').addEventListener('click', () => {
    open();
    search.focus();
  });
  find('#list-close').addEventListener('click', () => {
    close({ folding: true });
    find('#list-open').focus();
  });
  drawer.addEventListener('click', (event) => {
    if (event.target === drawer && drawer.matches(':modal')) drawer.close();
  });

  // --- opening ---

  const go = (id) => {
    if (drawer.matches(':modal')) drawer.close();
    openTab('ask');
    tell('open-conversation', { id });
  };
  on(element, 'click', 'a.conversation', (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.closest('li').dataset.id);
  });
  on(element, 'click', '.list-fresh', () => go(null));

  // --- what can be done with one ---

  const closeMenus = (except) => {
    for (const menu of element.querySelectorAll('.row-menu[open]')) if (menu !== except) menu.open = false;
  };
  on(element, 'click', '.row-menu summary', (event, summary) => closeMenus(summary.parentElement));
  document.addEventListener('click', (event) => {
    if (!event.target.closest('.row-menu')) closeMenus();
  });
  element.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && element.querySelector('.row-menu[open]');
    if (!menu) return;
    event.preventDefault(); // else the drawer closes, too
    event.stopPropagation();
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  const failed = (error) => { said.textContent = error.message; };
  const rowOf = (node) => node.closest('li');

  on(element, 'click', '.row-menu .rename', (event, button) => {
    closeMenus();
    rename(rowOf(button), AT).catch(failed).finally(refresh);
  });
  on(element, 'click', '.row-menu a', () => closeMenus());
  on(element, 'click', '.row-menu .remove', async (event, button) => {
    const { id } = rowOf(button).dataset;
    closeMenus();
    try {
      await send('DELETE', `${AT}/${id}`);
    } catch (error) {
      failed(error);
      return;
    }
    const undo = make('button', 'undo', say('ask_list_undo'));
    undo.type = 'button';
    undo.addEventListener('click', async () => {
      await send('POST', `${AT}/${id}/restore`).then(() => { said.textContent = ''; }, failed);
      await refresh();
      search.focus();
    });
    said.replaceChildren(make('span', '', say('ask_list_removed')), ' ', undo);
    if (id === current) tell('open-conversation', { id: null });
    undo.focus(); // and not the question box
    refresh();
  });

  refresh();
};
