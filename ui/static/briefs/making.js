// A brief that is being made on the server: its progress, until it is done or stopped.
import { follow, send } from '../core/net.js';

const room = () => document.getElementById('brief');
let job = '';

export const isUnderWay = (name) => name.startsWith('job-');

const draw = (working, state) => {
  working.hidden = false;
  working.querySelector('p').textContent = state.text;
  const bar = working.querySelector('progress');
  bar.setAttribute('aria-label', state.text);
  if (state.total > 1) {
    bar.max = state.total;
    bar.value = state.done;
  } else bar.removeAttribute('value');
};

// Shows how far a brief is in `working`, and calls `finished(state)` with its last state.
export const attach = (name, working, finished) => {
  job = name;
  room().dataset.making = 'yes';
  let last = null;
  follow(
    `/desk/briefs/${encodeURIComponent(name)}/steps`,
    (state) => {
      last = state;
      draw(working, state);
    },
    () => {
      delete room().dataset.making;
      working.hidden = true;
      job = '';
      if (last) finished(last);
    },
  );
};

export const stop = () => {
  if (job) send('POST', `/desk/briefs/${encodeURIComponent(job)}/stop`).catch(() => {});
};
