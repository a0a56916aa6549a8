// The open conversation: it is drawn by the server, and answers are patched in as they are written.
import { answer } from '../core/calls.js';
import { listen, on, openTab, parse, patch, tell } from '../core/dom.js';
import { html, send } from '../core/net.js';
import { say } from '../core/words.js';
import * as actions from './actions.js';
import { attach, writing } from './answers.js';
import * as composer from './composer.js';
import { fillFollowUps } from './follow_ups.js';
import * as place from './place.js';

let current = null; // the id of the open conversation; null: a new one
let turn = 0; // which opening is the newest
let messages;
let line;

const tellLine = (text, state = 'idle') => {
  if (line.textContent !== text) line.textContent = text; // else it may be read out again
  line.dataset.state = state;
};

const last = () => place.last(messages);
const scrollTo = (node, behavior) => place.scrollTo(messages, node, behavior);

const markWriting = () => {
  document.querySelector('#talk').dataset.writing = writing() ? 'yes' : 'no';
};

const ended = async (exchange) => {
  markWriting();
  if (document.getElementById(`exchange-${exchange}`)) {
    tell('answered', { conversation: current, exchange });
    fillFollowUps(last());
  }
};

const followOne = (exchange) => (
  attach(exchange, (state) => {
    tellLine(state.text, state.state);
    markWriting();
  }, ended)
);

const followAll = () => {
  for (const section of messages.querySelectorAll('[data-state=searching], [data-state=streaming]')) {
    followOne(section.dataset.exchange);
  }
  markWriting();
  fillFollowUps(last());
};

// Draws the open conversation anew, in place.
const refresh = async ({ whole = false } = {}) => {
  const id = current;
  const all = whole || messages.dataset.whole === 'yes';
  const markup = await html(place.source(id) + (id && all ? '?whole=true' : ''));
  if (id !== current) return;
  messages.dataset.whole = all ? 'yes' : 'no';
  patch(messages, markup);
  followAll();
};

const told = () => {
  const head = messages.querySelector('.talk-head');
  tell('conversation-opened', { id: current, title: head ? head.dataset.title : '' });
};

// Opens a conversation, or (null) the beginning of a new one.
const open = async (id) => {
  const opening = ++turn;
  current = id;
  tellLine('');
  composer.moveTo(id);
  try {
    let markup = await html(place.source(id));
    const isOlder = Boolean(id) && place.namesMissing(markup);
    if (isOlder) markup = await html(`${place.source(id)}?whole=true`);
    if (opening !== turn) return;
    messages.dataset.whole = isOlder ? 'yes' : 'no';
    messages.replaceChildren(parse(markup));
  } catch (failure) {
    if (opening !== turn) return;
    if (id && failure.status === 404) {
      history.replaceState({}, '', location.pathname);
      await open(null);
      tellLine(say('gone'), 'error');
      return;
    }
    tellLine(failure.message, 'error');
    return;
  }
  followAll();
  told();
  if (!id) tell('welcome', { element: messages });
  const target = place.linked();
  scrollTo(target ? target.closest('.exchange') : last());
  if (target) target.focus({ preventScroll: true });
};

const goTo = (id) => {
  const target = id ? `?conversation=${encodeURIComponent(id)}` : location.pathname;
  history.pushState({}, '', target);
  return open(id);
};

// Asks a question in the open conversation; resolves to whether it was taken.
const ask = async (text, insteadOf = null) => {
  const question = text.trim();
  if (!question || writing()) return false;
  const asked = current;
  tellLine(say('sending'), 'searching');
  try {
    const chosen = window.mujaz.filters?.() || {};
    const taken = await send('POST', '/desk/ask/questions', {
      question,
      conversation: asked,
      where: chosen.where || null,
      language: chosen.language || null,
      instead_of: insteadOf,
    });
    if (asked === current) {
      composer.taken(taken.conversation);
      await show(taken);
    }
    tell('asked', taken);
    return true;
  } catch (failure) {
    tellLine(say('unsent', { reason: failure.message }), 'error');
    return false;
  }
};

const show = async (taken) => {
  const isNew = taken.conversation !== current;
  current = taken.conversation;
  if (isNew) history.pushState({}, '', `?conversation=${encodeURIComponent(current)}`);
  if (isNew) messages.replaceChildren();
  await refresh();
  followOne(taken.exchange); // also when it is done by now, for its last line
  if (isNew) told();
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  scrollTo(last(), calm || isNew ? 'auto' : 'smooth');
};

// What Gradio's box and button hand over; what is returned stays in the box.
const fromBox = (text) => {
  if (!text.trim() || writing()) return text;
  const insteadOf = composer.editing();
  ask(text, insteadOf).then((isTaken) => { if (!isTaken) composer.fill(text); });
  return '';
};

const stop = () => {
  const exchange = writing();
  if (exchange) send('POST', `/desk/ask/answers/${exchange}/stop`).catch((failure) => tellLine(failure.message, 'error'));
};

// Another tab or device may have gone on with this conversation.
const lookAgain = () => {
  const isBusy = writing() || messages.querySelector('.comment:not([hidden])');
  if (current && !isBusy && document.visibilityState === 'visible') refresh().catch(() => {});
};

const listenAround = () => {
  on(messages, 'click', '[data-ask]', (_, button) => ask(button.dataset.ask));
  on(messages, 'click', '[data-do=earlier]', () => refresh({ whole: true }).catch(() => {}));
  on(messages, 'click', '[data-do=library]', () => openTab('library'));
  on(messages, 'click', '[data-do=edit], [data-do=retry]', (_, button) => {
    const { exchange, question } = button.closest('.exchange').dataset;
    // An earlier answer stays: what came after it would go with it.
    if (button.dataset.do === 'retry') ask(question, last().contains(button) ? exchange : null);
    else if (!writing()) composer.edit(exchange, question);
  });
  listen('open-conversation', ({ id }) => {
    openTab('ask');
    if (id !== current || !id) goTo(id || null);
    if (!id) composer.focus();
  });
  listen('ask', ({ question }) => ask(question));
  listen('ask-about', () => {
    openTab('ask');
    composer.focus();
  });
  listen('connection', (isReachable) => { if (isReachable) lookAgain(); });
  listen('library-changed', () => {
    if (!current) refresh().then(() => tell('welcome', { element: messages }), () => {});
  });
  addEventListener('focus', lookAgain);
  addEventListener('popstate', () => {
    if (place.inAddress() !== current) open(place.inAddress());
    else scrollTo(place.linked()?.closest('.exchange'));
  });
};

export const mount = (element) => {
  messages = element.querySelector('#messages');
  line = element.querySelector('#status');
  answer('ask', fromBox);
  answer('stop', stop);
  composer.mount();
  actions.mount(messages, { conversation: () => current, tellLine, refresh });
  listenAround();
  open(place.inAddress());
};
