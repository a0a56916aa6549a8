// The tab of evaluation: the list of runs, one run, one case. Which it is stands in the address.
import { listen, make, on, patch } from '../core/dom.js';
import { html } from '../core/net.js';
import { confirmRemoval, startForm } from './starting.js';
import { watchRuns } from './progress.js';
import { showCases, showRun } from './run.js';
import { say } from '../core/words.js';

const ROOM = '/desk/evaluation';
const PLACES = ['run', 'against', 'case'];

const place = () => {
  const found = new URLSearchParams(location.search);
  return Object.fromEntries(PLACES.map((name) => [name, found.get(name) || '']));
};

// Puts a place into the address, so that Back leads to where one was.
const go = (where) => {
  const address = new URL(location.href);
  address.searchParams.set('tab', 'evaluation');
  for (const name of PLACES) {
    if (where[name]) address.searchParams.set(name, where[name]);
    else address.searchParams.delete(name);
  }
  address.hash = '';
  history.pushState(history.state, '', address);
};

const backButton = (label, where) => {
  const button = make('button', 'plain', label);
  button.type = 'button';
  button.dataset.to = JSON.stringify(where);
  return button;
};

export const mount = (element) => {
  element.dataset.drawn = 'yes';
  const bar = make('nav', 'way');
  const line = make('p', 'fault');
  line.setAttribute('role', 'alert');
  const view = make('div', 'view');
  element.append(bar, line, view);
  let turn = 0;

  const explain = (error) => { line.textContent = error ? error.message : ''; };

  const drawn = async (where) => {
    const run = encodeURIComponent(where.run);
    if (where.case) {
      const known = new URLSearchParams({ id: where.case });
      if (where.against) known.set('against', where.against);
      return html(`${ROOM}/runs/${run}/case?${known}`);
    }
    return html(where.run ? `${ROOM}/runs/${run}` : `${ROOM}/home`);
  };

  const ways = (where) => {
    bar.replaceChildren();
    if (where.run) bar.append(backButton(say('evaluation_all'), {}));
    if (where.case) bar.append(backButton(say('evaluation_run'), { ...where, case: '' }));
  };

  // Draws what the address says; `moved`: the reader has gone there, so that the focus goes along.
  const show = async (moved) => {
    const where = place();
    const mine = ++turn;
    try {
      const markup = await drawn(where);
      if (mine !== turn) return;
      explain(null);
      ways(where);
      view.replaceChildren();
      delete view.dataset.shown;
      patch(view, markup);
      view.dataset.kind = where.case ? 'case' : where.run ? 'run' : 'home';
    } catch (error) {
      if (mine !== turn) return;
      view.replaceChildren();
      ways(where);
      explain(error);
      return;
    }
    if (moved) {
      element.scrollTop = 0;
      view.querySelector('h2')?.focus({ preventScroll: true });
    }
    if (where.run && !where.case) showRun(view, where, explain);
    watchRuns(view, () => show(false), explain); // there are some only among all runs
  };

  const open = (where) => {
    go(where);
    return show(true);
  };

  on(element, 'click', 'a[data-run]', (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { run, case: id = '', against = '' } = link.dataset;
    open({ run, case: id, against: against || (id ? place().against : '') });
  });
  on(element, 'click', '[data-to]', (event, button) => open(JSON.parse(button.dataset.to)));
  on(element, 'change', 'select[name=against]', (event, select) => {
    go({ ...place(), against: select.value });
    showRun(view, place(), explain);
  });
  on(element, 'click', '[data-page]', (event, button) => {
    showCases(view, place().run, explain, Number(button.dataset.page));
  });
  on(element, 'change', '[data-filters] select', () => showCases(view, place().run, explain));
  on(element, 'submit', '[data-filters]', (event) => event.preventDefault());
  startForm(element, () => show(false), explain);
  confirmRemoval(element, () => show(false), explain);
  addEventListener('popstate', () => show(false));
  listen('rated', () => { if (!place().run) show(false); });
  show(false);
};
