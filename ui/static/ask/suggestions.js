// Questions from the newest stories, where a new conversation stands empty. Those after an answer
// are put there by the conversation.
import { listen, patch } from '../core/dom.js';
import { html } from '../core/net.js';

const LATER = [1_000, 3_000, 10_000, 30_000]; // a server that has just begun may have no time for them

let known = ''; // so that a new conversation has its questions at once

const place = () => document.querySelector('#messages .suggestions');

const fill = async (isFresh = false, tries = 0) => {
  if (!place()) return;
  patch(place(), known);
  try {
    known = await html(`/desk/ask/suggestions${isFresh ? '?fresh=true' : ''}`);
  } catch {
    return; // the header tells that the server is lost
  }
  if (place()) patch(place(), known);
  if (!known && tries < LATER.length) setTimeout(fill, LATER[tries], isFresh, tries + 1);
};

listen('welcome', () => fill());
// The greeting says how large the library is, or that it is empty.
listen('library-changed', async () => {
  const messages = document.querySelector('#messages:has(> .hello)');
  if (!messages) return;
  try {
    patch(messages, await html('/desk/ask/welcome'));
  } catch {
    return;
  }
  await fill(true);
});
fill();
