// How many words and vectors of passages are still to come, for as long as some are.
import { listen } from '../core/dom.js';
import { json } from '../core/net.js';

const PAUSE = 4000; // milliseconds

export const watchVectors = (line) => {
  let timer = null;
  const look = async () => {
    timer = null;
    try {
      const state = await json('/desk/library/vectors');
      line.hidden = !state.line;
      line.textContent = state.line;
      if (state.line) again();
    } catch {
      again();
    }
  };
  const again = () => {
    timer ??= setTimeout(() => {
      timer = null;
      if (document.visibilityState === 'visible') look();
      else again();
    }, PAUSE);
  };
  listen('library-changed', () => { if (timer === null) look(); });
  look();
};
