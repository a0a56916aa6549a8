// The brief below the form: made, opened, kept.
import { answer } from '../core/calls.js';
import { make, on, parse, patch } from '../core/dom.js';
import { html, send } from '../core/net.js';
import { say } from '../core/words.js';
import { choices } from './choices.js';
import { attach, isUnderWay, stop } from './making.js';
import { useSheet } from './sheet.js';
import { forget } from './topic_draft.js';

let parts = {};

const setAddress = (id) => {
  const address = new URL(location.href);
  if (id) address.searchParams.set('brief', id);
  else address.searchParams.delete('brief');
  history.replaceState(history.state, '', address);
};

const tellProblem = (text) => {
  parts.problem.textContent = text;
  if (text) parts.problem.scrollIntoView({ block: 'nearest' });
};

// Says what has happened; what can be seen anyway is said to screen readers only.
const inform = (text, { seen = false } = {}) => {
  parts.told.textContent = text;
  parts.told.classList.toggle('quietly', seen);
};

const show = (markup) => {
  parts.result.replaceChildren(parse(markup));
  inform('');
};

const listEarlier = async () => {
  try {
    patch(parts.earlier, await html('/desk/briefs'));
  } catch (refusal) {
    parts.earlier.textContent = refusal.message;
  }
};

const open = async (id, { reached = true } = {}) => {
  try {
    show(await html(`/desk/briefs/${encodeURIComponent(id)}`));
  } catch (refusal) {
    tellProblem(refusal.message);
    return;
  }
  tellProblem('');
  setAddress(id);
  if (reached) {
    parts.result.focus({ preventScroll: true });
    parts.result.scrollIntoView({ block: 'start' });
  }
};

const offerRetry = (wish) => {
  const button = make('button', 'retry', say('briefs_retry'));
  button.type = 'button';
  button.addEventListener('click', () => begin(() => send('POST', '/desk/briefs', wish)));
  parts.result.append(button);
};

const finished = async (state) => {
  if (state.brief) {
    await open(state.brief);
    inform(state.text, { seen: true });
    listEarlier();
    return;
  }
  show(state.html);
  if (!state.html) tellProblem(say('failed'));
  setAddress('');
  parts.result.scrollIntoView({ block: 'nearest' });
  if (state.wish && !['empty', 'gone'].includes(state.state)) offerRetry(state.wish);
};

const follow = (job) => {
  setAddress(job);
  tellProblem('');
  show('');
  parts.shelf.open = false;
  attach(job, parts.working, finished);
};

// Starts the brief that `ask` asks the server for, unless one is being made.
const begin = async (ask) => {
  if (document.getElementById('brief').dataset.making) return;
  try {
    follow((await ask()).job);
  } catch (refusal) {
    tellProblem(refusal.message);
  }
};

const LANGUAGES = { both: ['ar', 'en'], ar: ['ar'], en: ['en'] };

const useForm = () => {
  answer('makeBrief', (topic, length, words, languages) => {
    begin(async () => {
      const taken = await send('POST', '/desk/briefs', {
        ...choices(),
        topic: topic || '',
        length: length === 'own' ? (words || '').trim() : length,
        languages: LANGUAGES[languages],
      });
      forget();
      return taken;
    });
  });
  answer('stopBrief', stop);
};

const useEarlier = () => {
  on(parts.earlier, 'click', 'a.open', (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    parts.shelf.open = false;
    open(link.closest('li').dataset.brief);
  });
  on(parts.earlier, 'click', 'button.remove', async (event, button) => {
    if (!button.dataset.sure) {
      button.dataset.sure = button.textContent;
      button.textContent = say('briefs_sure');
      return;
    }
    const id = button.closest('li').dataset.brief;
    try {
      await send('DELETE', `/desk/briefs/${encodeURIComponent(id)}`);
    } catch (refusal) {
      tellProblem(refusal.message);
      return;
    }
    if (parts.result.querySelector('.kept')?.dataset.brief === id) {
      show('');
      setAddress('');
    }
    inform(say('briefs_removed'));
    await listEarlier();
    parts.shelf.querySelector('summary').focus();
  });
  on(parts.earlier, 'focusout', 'button.remove', (event, button) => {
    if (button.dataset.sure) button.textContent = button.dataset.sure;
    delete button.dataset.sure;
  });
};

export const mount = (element) => {
  parts = {
    problem: element.querySelector('.problem'),
    working: element.querySelector('.working'),
    shelf: element.querySelector('.shelf'),
    earlier: element.querySelector('.shelf > div'),
    told: element.querySelector('.told'),
    result: element.querySelector('.result'),
  };
  useForm();
  useEarlier();
  useSheet(parts.result, {
    say: inform,
    refuse: tellProblem,
    anew: (id) => begin(() => send('POST', `/desk/briefs/${encodeURIComponent(id)}/anew`)),
  });
  listEarlier();
  const id = new URLSearchParams(location.search).get('brief');
  if (id) parts.shelf.open = false;
  if (id && isUnderWay(id)) follow(id);
  else if (id) open(id, { reached: false });
};
