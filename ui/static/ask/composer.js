// The question box: what is typed is kept in this browser at once and on the server a little later,
// so that a reload, another device or a lost connection loses none of it.
import { listen } from '../core/dom.js';
import { json, send } from '../core/net.js';

const PAUSE = 600; // milliseconds after the last letter
const NEW = 'new';

let place = NEW;
let timer = 0;
let edited = null;

const box = () => document.querySelector('#question textarea');
const key = (where) => `mujaz_draft_${where}`;

const local = (where) => {
  try {
    return JSON.parse(localStorage.getItem(key(where)) || 'null');
  } catch {
    return null; // this browser keeps nothing, or something else wrote there
  }
};
const keepLocal = (where, draft) => {
  try {
    if (draft) localStorage.setItem(key(where), JSON.stringify(draft));
    else localStorage.removeItem(key(where));
  } catch {
    // This browser keeps nothing.
  }
};

const keepOnServer = async (where, text) => {
  try {
    await send('POST', '/desk/ask/drafts', { place: where, text });
  } catch {
    return; // kept here, and sent when the server is back
  }
  const draft = local(where);
  if (draft && draft.text === text) keepLocal(where, text ? { text, kept: true } : null);
};

const keep = (where, text) => {
  keepLocal(where, { text, kept: false });
  clearTimeout(timer);
  timer = setTimeout(() => keepOnServer(where, text), PAUSE);
};

// Sets the box as if it had been typed: Gradio and the direction of the text follow the event.
export const fill = (text) => {
  const area = box();
  if (!area || area.value === text) return;
  area.value = text;
  area.dispatchEvent(new Event('input', { bubbles: true }));
};

export const focus = () => box()?.focus({ preventScroll: true });

const restore = async (where) => {
  const draft = local(where);
  fill(draft ? draft.text : '');
  if (draft && !draft.kept) {
    await keepOnServer(where, draft.text);
    return;
  }
  const before = box()?.value;
  try {
    const { text } = await json(`/desk/ask/drafts/${where}`);
    if (where === place && !edited && box()?.value === before) {
      keepLocal(where, text ? { text, kept: true } : null);
      fill(text);
    }
  } catch {
    // What this browser has is all there is for now.
  }
};

const leaveEdit = () => {
  edited = null;
  document.querySelector('#editing').hidden = true;
};

// The box of a conversation, or (null) of a new one.
export const moveTo = (conversation) => {
  leaveEdit();
  place = conversation || NEW;
  return restore(place);
};

// A question was taken: what is in the box belongs to `conversation` from now on.
export const taken = (conversation) => {
  const before = place;
  const wasEdit = edited;
  leaveEdit();
  place = conversation;
  clearTimeout(timer);
  const text = box()?.value || '';
  if (!wasEdit) {
    keepLocal(before, null);
    keepOnServer(before, '');
  }
  if (text) keep(place, text);
  else if (wasEdit) restore(place);
};

// Puts an earlier question into the box, to be asked anew in its place.
export const edit = (exchange, question) => {
  edited = exchange;
  document.querySelector('#editing').hidden = false;
  fill(question);
  focus();
};
export const editing = () => edited;
export const endEdit = () => {
  if (!edited) return;
  leaveEdit();
  restore(place);
  focus();
};

export const mount = () => {
  document.addEventListener('input', (event) => {
    if (event.target === box() && !edited) keep(place, event.target.value);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && edited && event.target === box()) endEdit();
  });
  document.querySelector('#editing button').addEventListener('click', endEdit);
  listen('connection', (isReachable) => {
    const draft = local(place);
    if (isReachable && draft && !draft.kept) keepOnServer(place, draft.text);
  });
};
