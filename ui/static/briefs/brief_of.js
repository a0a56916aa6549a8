// "A brief of this", asked for anywhere on the page: opens the tab, also one not opened before.
import { listen, openTab } from '../core/dom.js';

let waiting = null;
let take = null;

listen('brief-of', (chosen) => {
  if (take) take(chosen);
  else waiting = chosen;
  openTab('briefs');
});

// Calls `taken(chosen)` for each choice, and for one that was made before the tab was drawn.
export const onBriefOf = (taken) => {
  take = taken;
  if (waiting) taken(waiting);
  waiting = null;
};
