// Runs that are under way: each says how far it is, and can be stopped.
import { on } from '../core/dom.js';
import { follow, send } from '../core/net.js';
import { say } from '../core/words.js';

let leave = [];

const show = (job, state) => {
  const { phase, done, total, text } = state;
  const bar = job.querySelector('progress');
  if (phase === 'asking' && total) {
    bar.max = total;
    bar.value = done;
  } else {
    bar.removeAttribute('value');
  }
  const line = say(`evaluation_${phase}`, { done, total, text });
  const place = job.querySelector('[role=status]');
  if (place.textContent !== line) place.textContent = line;
};

// Follows the jobs in `view`; `ended` is called when one is over.
export const watchRuns = (view, ended, explain) => {
  for (const stop of leave) stop();
  leave = [...view.querySelectorAll('[data-job]')].map((job) => {
    const url = `/desk/evaluation/runs/${encodeURIComponent(job.dataset.job)}`;
    let last = '';
    on(job, 'click', '[data-stop]', async (event, button) => {
      button.disabled = true;
      try {
        await send('POST', `${url}/stop`);
      } catch (error) {
        explain(error);
      }
    });
    return follow(`${url}/events`, (state) => {
      last = state;
      show(job, state);
    }, async () => {
      await ended();
      if (last.phase === 'failed') explain(new Error(say('evaluation_failed', last)));
    });
  });
};
