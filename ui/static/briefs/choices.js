// What a brief is narrowed to: a story, chosen articles, days, outlets.
import { html } from '../core/net.js';
import { listen, make, on, patch } from '../core/dom.js';
import { language, say } from '../core/words.js';
import { onBriefOf } from './brief_of.js';
import * as topicDraft from './topic_draft.js';

const PAUSE = 250; // milliseconds after a keystroke before stories are searched for

const picked = { story: null, articles: [], title: '' };
let root = null;

const value = (name) => root.querySelector(`input[name=${name}]`)?.value ?? '';
const outlets = () => [...root.querySelectorAll('input[name=outlet]:checked')].map((box) => box.value);

// What is chosen, as the server is asked for a brief.
export const choices = () => ({
  story: picked.story, articles: picked.articles, title: picked.title,
  since: value('since'), until: value('until'), outlets: outlets(),
});

const chip = (title) => {
  const row = make('li');
  const drop = make('button');
  drop.type = 'button';
  const text = make('bdi', '', title);
  text.dir = 'auto';
  drop.setAttribute('aria-label', say('briefs_drop', { title }));
  row.append(text, drop);
  return row;
};

const drawChips = () => {
  const { story, articles, title } = picked;
  const rows = [];
  if (story !== null) rows.push(chip(say('briefs_story', { title: title || story })));
  else if (articles.length > 0) {
    rows.push(chip(articles.length === 1 && title ? title : say('briefs_articles', { count: articles.length })));
  }
  root.querySelector('.chips').replaceChildren(...rows);
};

const pick = (chosen) => {
  picked.story = chosen.story ?? null;
  picked.articles = chosen.articles ?? [];
  picked.title = chosen.title ?? '';
  drawChips();
};

const days = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: 'long', timeZone: 'UTC' });

const span = () => {
  const [since, until] = ['since', 'until'].map((name) => value(name) && days.format(new Date(value(name))));
  if (since && until) return say('briefs_days', { since, until });
  if (since) return say('briefs_since', { since });
  return until ? say('briefs_until', { until }) : '';
};

const drawChosen = () => {
  const place = root.querySelector('.days .chosen');
  if (place) place.textContent = span();
  const count = outlets().length;
  const chosen = root.querySelector('details.outlets .chosen');
  if (chosen) chosen.textContent = count ? String(count) : '';
};

const findStories = async () => {
  const search = root.querySelector('input[type=search]').value;
  try {
    patch(root.querySelector('.found'), await html(`/desk/briefs/stories?search=${encodeURIComponent(search)}`));
  } catch (refusal) {
    root.querySelector('.found').textContent = refusal.message;
  }
};

const load = async () => {
  try {
    patch(root.querySelector('.narrowing'), await html('/desk/briefs/choices'));
    drawChosen();
  } catch {
    // The header says that the server is lost; the form works without these.
  }
};

const useStories = () => {
  const details = root.querySelector('details.story');
  details.addEventListener('toggle', () => { if (details.open) findStories(); });
  let timer = 0;
  on(root, 'input', 'input[type=search]', () => {
    clearTimeout(timer);
    timer = setTimeout(findStories, PAUSE);
  });
  on(root, 'click', 'button.story', (event, button) => {
    pick({ story: Number(button.value), title: button.querySelector('.title').textContent });
    details.open = false;
    root.querySelector('.chips button').focus();
  });
};

const useDays = () => {
  on(root, 'click', '.presets button', (event, button) => {
    for (const name of ['since', 'until']) {
      root.querySelector(`input[name=${name}]`).value = button.dataset[name];
    }
    drawChosen();
  });
  on(root, 'change', 'input', drawChosen);
};

export const mount = (element) => {
  root = element;
  topicDraft.mount();
  useStories();
  useDays();
  on(root, 'click', '.chips button', () => {
    pick({});
    root.querySelector('summary').focus();
  });
  on(root, 'keydown', 'details', (event, details) => {
    if (event.key !== 'Escape' || !details.open) return;
    details.open = false;
    details.querySelector('summary').focus();
    event.stopPropagation();
  });
  listen('library-changed', load);
  onBriefOf((chosen) => {
    pick(chosen.topic ? {} : chosen);
    topicDraft.type(chosen.topic ?? '');
    root.querySelector('details.story').open = false;
    document.querySelector('#make')?.focus();
  });
  load();
};
