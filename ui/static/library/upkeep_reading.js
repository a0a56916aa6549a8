// Follows a task of the library, and tells the other parts of the page when it is done.
import { patch, tell } from '../core/dom.js';
import { follow } from '../core/net.js';

// `changed(isRunning)` is called when a task begins or ends. Returns a function that leaves it.
export const followTask = (kind, node, changed = () => {}) => {
  let ran = false;
  return follow(`/desk/library/upkeep/${kind}/events`, ({ html, running }) => {
    ran ||= running;
    patch(node, html);
    changed(running);
  }, () => {
    changed(false);
    if (!ran) return;
    if (kind === 'feeds') tell('feeds-changed');
    if (kind !== 'check') tell('library-changed');
  });
};

// The feed that was just added is being read: its list shows how far that is, here it is said too.
export const followReading = (node) => {
  tell('feeds-reading');
  return followTask('feeds', node);
};
