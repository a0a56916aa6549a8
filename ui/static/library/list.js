// The list of stories or articles: drawn by the server for the place that the address names.
import { on, parse, tell } from '../core/dom.js';
import { html } from '../core/net.js';
import { isNarrowed, query } from './place.js';

const URLS = { stories: '/desk/library/stories', list_articles: '/desk/library/articles' };

export const mountList = (shelf, { chosen, storyOpened }) => {
  const list = shelf.querySelector('.list');
  let asked = 0;

  const fill = async (details) => {
    const inside = details.querySelector('.inside');
    if (inside.getAttribute('aria-busy') !== 'true') return;
    const { story } = details.closest('[data-story]').dataset;
    try {
      inside.replaceChildren(parse(await html(`/desk/library/stories/${story}`)));
      inside.removeAttribute('aria-busy');
      chosen.show();
    } catch (refusal) {
      inside.textContent = refusal.message;
    }
  };

  // "toggle" does not bubble
  list.addEventListener('toggle', (event) => {
    const details = event.target;
    if (!details.closest('.story')) return;
    const { story } = details.closest('.story').dataset;
    storyOpened(details.open ? story : '', story);
    if (details.open) fill(details);
  }, true);
  on(list, 'click', '[data-article]', (event, button) => {
    tell('open-article', { id: button.dataset.article });
  });
  on(list, 'click', '.story [data-do]', (event, button) => {
    const story = Number(button.closest('.story').dataset.story);
    const name = button.dataset.do === 'ask' ? 'ask-about' : 'brief-of';
    tell(name, { story, title: button.dataset.title });
  });

  const openStory = (number) => {
    const item = number && list.querySelector(`[data-story="${number}"]`);
    if (!item) return;
    item.querySelector('details').open = true;
    item.scrollIntoView({ block: 'nearest' });
  };

  // Draws the list anew; resolves when it stands. An answer that another request has overtaken
  // is dropped.
  const show = async (place) => {
    const turn = ++asked;
    list.setAttribute('aria-busy', 'true');
    let markup;
    try {
      markup = await html(`${URLS[place.show]}?${query(place)}`);
    } catch (refusal) {
      if (turn === asked) list.textContent = refusal.message;
    }
    if (turn !== asked) return;
    list.removeAttribute('aria-busy');
    if (markup === undefined) return;
    list.replaceChildren(parse(markup));
    shelf.dataset.narrowed = isNarrowed(place) ? 'yes' : 'no';
    chosen.show();
    openStory(place.story);
  };

  return { show, focus: () => list.querySelector('.shown')?.focus() };
};
