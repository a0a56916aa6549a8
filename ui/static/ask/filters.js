// What questions are narrowed to: a bar with a button, what is chosen, and the language of answers.
// It is kept for each conversation in this window, and goes with each question.
import { listen, on, openTab, patch } from '../core/dom.js';
import { html } from '../core/net.js';
import { say } from '../core/words.js';
import { chipsOf } from './filter_chips.js';
import * as picker from './filter_picker.js';

const NEW = 'new';
const nothing = () => ({
  language: '', since: '', until: '', outlets: [], articles: [], stories: [], answer: '',
});

let conversation = new URLSearchParams(location.search).get('conversation') || NEW;
let chosen = nothing();
let isAsking = false; // a question of a new conversation is on its way

const key = (where) => `mujaz_filters_${where}`;
const kept = (where) => {
  try {
    return JSON.parse(sessionStorage.getItem(key(where)));
  } catch {
    return null; // this browser keeps nothing, or something else wrote there
  }
};
const keep = () => {
  try {
    sessionStorage.setItem(key(conversation), JSON.stringify(chosen));
  } catch {
    // This browser keeps nothing: it holds until the page is left.
  }
};
const forget = (where) => {
  try {
    sessionStorage.removeItem(key(where));
  } catch {
    // Nothing was kept.
  }
};

// What goes with a question.
const filters = () => {
  isAsking = conversation === NEW;
  const where = {};
  for (const name of ['language', 'since', 'until']) if (chosen[name]) where[name] = chosen[name];
  if (chosen.outlets.length) where.outlets = chosen.outlets.map(({ name }) => name);
  if (chosen.articles.length) where.articles = chosen.articles.map(({ id }) => id);
  if (chosen.stories.length) where.stories = chosen.stories.map(({ id }) => id);
  return { where: Object.keys(where).length ? where : null, language: chosen.answer || null };
};

export const mount = async (element) => {
  const find = (selector) => element.querySelector(selector);
  const all = (selector) => [...element.querySelectorAll(selector)];

  // --- showing what is chosen ---

  const showPresets = () => {
    for (const button of all('.preset')) {
      const isOn = button.dataset.since === chosen.since && button.dataset.until === chosen.until;
      button.setAttribute('aria-pressed', String(isOn));
    }
  };
  const show = () => {
    if (!find('.chips')) return;
    find('.chips').replaceChildren(...chipsOf(chosen, change));
    find('[name=answer]').value = chosen.answer;
    for (const radio of all('[name=language]')) radio.checked = radio.value === chosen.language;
    for (const name of ['since', 'until']) if (find(`[name=${name}]`)) find(`[name=${name}]`).value = chosen[name];
    for (const box of all('[name=outlet]')) box.checked = chosen.outlets.some((one) => one.name === box.value);
    showPresets();
    picker.show(find('.of-articles'), chosen);
  };
  const change = (changes) => {
    chosen = { ...chosen, ...changes };
    keep();
    show();
  };

  const draw = async () => {
    const markup = await html('/desk/ask/filters');
    if (find('#filter-sheet')?.open) return; // a list that changes under the hand is no help
    patch(element, markup);
    show();
  };

  // --- choosing ---

  const said = (text) => { find('.filter-said').textContent = text; };
  const chooseDays = (since, until) => {
    const isReversed = since && until && since > until;
    said(isReversed ? say('ask_filter_reversed') : '');
    if (!isReversed) change({ since, until });
  };
  on(element, 'click', '#narrow', () => {
    find('#filter-sheet').showModal();
    picker.open(find('.of-articles'), chosen);
  });
  on(element, 'click', '#filter-sheet', (event, sheet) => {
    if (event.target === sheet) sheet.close(); // what is behind it
  });
  on(element, 'keydown', '#filter-sheet', (event, sheet) => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // a search box would only be emptied
    sheet.close();
  });
  on(element, 'change', '[name=answer]', (event, select) => change({ answer: select.value }));
  on(element, 'change', '[name=language]', (event, radio) => change({ language: radio.value }));
  on(element, 'change', '.of-days input', () => chooseDays(find('[name=since]').value, find('[name=until]').value));
  on(element, 'click', '.preset', (event, { dataset }) => chooseDays(dataset.since, dataset.until));
  on(element, 'change', '[name=outlet]', (event, box) => {
    const others = chosen.outlets.filter((one) => one.name !== box.value);
    const text = box.nextElementSibling;
    const own = { name: box.value, title: text.textContent, dir: text.dir };
    change({ outlets: box.checked ? [...others, own] : others });
  });
  on(element, 'input', '.outlet-search', (event, { value }) => {
    const wanted = value.trim().toLocaleLowerCase();
    for (const row of all('.of-outlets li')) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
  });
  on(element, 'click', '.clear', () => {
    said('');
    change({ ...nothing(), answer: chosen.answer });
    picker.open(find('.of-articles'), chosen);
  });
  picker.mount(element, () => chosen, change);

  // --- the conversation that it belongs to ---

  listen('conversation-opened', ({ id }) => {
    const next = id || NEW;
    if (next === conversation) return;
    const isBegun = isAsking && conversation === NEW && !kept(next);
    conversation = next;
    isAsking = false;
    if (isBegun) {
      forget(NEW);
      keep();
      return;
    }
    chosen = { ...nothing(), ...kept(next) };
    show();
  });
  listen('ask-about', ({ articles, titles, story, title }) => {
    openTab('ask');
    const stories = story ? [{ id: story, title }] : [];
    const own = articles || [];
    const numbered = (place) => (own.length === 1 ? title : `${title} (${place + 1})`);
    const shown = (id, place) => ({ id, title: titles ? titles[place] : numbered(place) });
    change({ ...nothing(), answer: chosen.answer, stories, articles: story ? [] : own.map(shown) });
  });
  listen('library-changed', () => draw().catch(() => {}));
  listen('connection', (isReachable) => { if (isReachable && !find('.chips')) draw().catch(() => {}); });

  window.mujaz.filters = filters;
  chosen = { ...nothing(), ...kept(conversation) };
  await draw();
};
