// The tab of the library. The address says what is shown (`place.js`); every change goes through it.
import { listen, on, patch } from '../core/dom.js';
import { html } from '../core/net.js';
import { mountChosen } from './chosen.js';
import { mountList } from './list.js';
import { hearDrops } from './intake_drop.js';
import { may } from '../core/session.js';
import './intake_removal.js'; // listens for what is to be removed, from wherever
import { FILTERS, isNarrowed, read, write } from './place.js';

const PAUSE = 250; // milliseconds without a key before a search is asked for
const ROOMS = { add: 'intake', upkeep: 'upkeep' }; // parts that other scripts draw

export const mount = (element) => {
  const shelf = element.querySelector('#shelf');
  const form = element.querySelector('.filters');
  const figures = element.querySelector('.figures');
  const chosen = mountChosen(shelf);
  const drawn = new Set();
  let place = read();
  let typing = 0;

  const list = mountList(shelf, {
    chosen,
    storyOpened: (story, changed) => {
      if (!story && place.story !== changed) return;
      place.story = story;
      write(place, { isStep: false });
    },
  });

  const drawRoom = (name) => {
    if (drawn.has(name)) return;
    drawn.add(name);
    import(`./${name}.js`).then((room) => room.mount(element.querySelector(`#${name}`)));
  };

  const mark = () => {
    for (const button of element.querySelectorAll('.parts [data-show]')) {
      button.setAttribute('aria-pressed', String(button.dataset.show === place.show));
    }
    for (const button of figures.querySelectorAll('[data-outlet]')) {
      button.setAttribute('aria-pressed', String(button.dataset.outlet === place.outlet));
    }
    for (const bar of figures.querySelectorAll('g[data-since]')) {
      const { since, until } = bar.dataset;
      bar.classList.toggle('is-out', Boolean(place.since) && until < place.since
        || Boolean(place.until) && since > place.until);
    }
    for (const name of FILTERS) {
      const control = form.elements[name];
      if (control.value !== place[name]) control.value = place[name];
    }
    form.elements.least.closest('label').hidden = place.show !== 'stories';
    form.querySelector('[data-do=reset]').hidden = !isNarrowed(place);
  };

  const show = () => {
    const room = ROOMS[place.show];
    shelf.hidden = Boolean(room);
    for (const name of Object.values(ROOMS)) element.querySelector(`#${name}`).hidden = name !== room;
    mark();
    if (room) {
      drawRoom(room);
      return Promise.resolve();
    }
    return list.show(place);
  };

  const go = (changes, { isStep = true } = {}) => {
    clearTimeout(typing);
    place = { ...place, page: '', story: '', ...changes };
    write(place, { isStep });
    return show();
  };
  const toAdding = () => { if (place.show !== 'add' && may('write')) go({ show: 'add' }); };
  hearDrops(element, toAdding);
  const reset = () => go(Object.fromEntries(FILTERS.map((name) => [name, ''])));

  const refresh = async () => {
    try {
      const [shown, outlets] = await Promise.all([
        html('/desk/library/figures'), html('/desk/library/outlets'),
      ]);
      const isFirst = !figures.firstChild;
      patch(figures, shown);
      const charts = figures.querySelector('.more');
      if (isFirst && charts) charts.open = matchMedia('(min-width: 760px)').matches;
      patch(form.elements.outlet, outlets);
      form.hidden = Boolean(figures.querySelector('.empty'));
      mark();
    } catch (refusal) {
      figures.textContent = refusal.message;
    }
  };

  on(element, 'click', '[data-show]', (event, button) => go({ show: button.dataset.show }));
  on(element, 'click', '[data-do=reset]', reset);
  on(shelf, 'click', '[data-page]', async (event, button) => {
    await go({ page: button.dataset.page === '1' ? '' : button.dataset.page });
    list.focus();
  });
  on(figures, 'click', '[data-since]', (event, bar) => {
    const { since, until } = bar.dataset;
    const isChosen = place.since === since && place.until === until;
    go(isChosen ? { since: '', until: '' } : { since, until });
  });
  on(figures, 'click', '[data-outlet]', (event, button) => {
    go({ outlet: button.dataset.outlet === place.outlet ? '' : button.dataset.outlet });
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', ({ target }) => {
    const change = { [target.name]: target.value };
    clearTimeout(typing);
    if (target.name !== 'search') go(change);
    else typing = setTimeout(() => go(change, { isStep: false }), PAUSE);
  });
  addEventListener('popstate', () => {
    place = read();
    show();
  });
  // Whoever drags files over the tab is led to the part that takes them.
  element.addEventListener('dragenter', (event) => {
    if (event.dataTransfer?.types.includes('Files')) toAdding();
  });
  listen('library-changed', () => {
    refresh();
    if (!ROOMS[place.show]) list.show(place);
  });

  refresh();
  show();
};
