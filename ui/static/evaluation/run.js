// One run: its scores by a chosen slice, what changed since another, its cases.
import { on, patch } from '../core/dom.js';
import { html } from '../core/net.js';

const of = (run) => `/desk/evaluation/runs/${encodeURIComponent(run)}`;

const fill = async (node, url, explain) => {
  const mine = String(Number(node.dataset.turn || 0) + 1);
  node.dataset.turn = mine;
  node.setAttribute('aria-busy', 'true');
  try {
    const markup = await html(url);
    if (node.dataset.turn === mine) patch(node, markup);
  } catch (error) {
    explain(error);
  } finally {
    if (node.dataset.turn === mine) node.removeAttribute('aria-busy');
  }
};

const part = (view, name) => view.querySelector(`[data-part=${name}]`);

export const showCases = (view, run, explain, page = 1) => {
  const list = part(view, 'cases').querySelector('div');
  const form = list.querySelector('[data-filters]');
  const wanted = new URLSearchParams(form ? new FormData(form) : {});
  wanted.set('page', page);
  return fill(list, `${of(run)}/cases?${wanted}`, explain).then(() => {
    if (page !== 1) list.scrollIntoView({ block: 'start' });
  });
};

const showScores = (view, run, explain) => {
  const by = view.querySelector('select[name=by]').value;
  return fill(part(view, 'scores').querySelector('div'), `${of(run)}/scores?by=${by}`, explain);
};

export const showRun = (view, where, explain) => {
  const comparison = part(view, 'comparison');
  if (!comparison) return; // not scored: nothing more to show
  const against = view.querySelector('select[name=against]');
  if (against) against.value = where.against;
  if (where.against) {
    const known = new URLSearchParams({ against: where.against });
    fill(comparison, `${of(where.run)}/comparison?${known}`, explain);
  } else {
    comparison.replaceChildren();
  }
  if (view.dataset.shown === where.run) return;
  view.dataset.shown = where.run;
  on(view.querySelector('.filters'), 'change', 'select[name=by]', () => {
    showScores(view, where.run, explain);
  });
  showScores(view, where.run, explain);
  showCases(view, where.run, explain);
};
