// Looking after the library: its feeds, its health, its repair.
import { listen, on, patch, tell } from '../core/dom.js';
import { html, send } from '../core/net.js';
import { say } from '../core/words.js';
import { offer } from './intake_removal.js';
import { followTask } from './upkeep_reading.js';

const KINDS = ['feeds', 'check', 'repair'];

const watchTasks = (element) => {
  const leaving = new Map();
  const see = (kind) => {
    leaving.get(kind)?.();
    const said = element.querySelector(`[data-said=${kind}]`);
    const buttons = element.querySelector(`[data-kind=${kind}]`);
    leaving.set(kind, followTask(kind, said, (isRunning) => {
      buttons.querySelector('[data-task]').disabled = isRunning;
      const stop = buttons.querySelector('[data-stop]');
      if (stop) stop.hidden = !isRunning;
    }));
  };
  on(element, 'click', '[data-task]', async (event, button) => {
    const kind = button.dataset.task;
    const said = element.querySelector(`[data-said=${kind}]`);
    try {
      await send('POST', `/desk/library/upkeep/${kind}`);
      see(kind);
    } catch (error) {
      said.textContent = error.message;
    }
  });
  on(element, 'click', '[data-stop]', (event, button) => {
    send('POST', `/desk/library/upkeep/${button.parentElement.dataset.kind}/stop`);
  });
  KINDS.forEach(see);
  return see;
};

const watchFeeds = (element) => {
  const list = element.querySelector('.feed-list');
  const refresh = async () => patch(list, await html('/desk/library/feeds'));
  const takeBack = async (url) => {
    const reply = await send('POST', '/desk/library/feeds/return', { url });
    offer(reply.said);
    tell('feeds-changed');
  };
  on(element, 'click', '[data-unwatch]', async (event, button) => {
    const url = button.dataset.unwatch;
    try {
      const reply = await send('DELETE', '/desk/library/feeds', { url });
      offer(reply.said, say('removal_undo'), () => takeBack(url));
    } catch (error) {
      offer(error.message);
    }
    tell('feeds-changed');
  });
  listen('feeds-changed', refresh);
};

export const mount = async (element) => {
  patch(element, await html('/desk/library/upkeep'));
  const see = watchTasks(element);
  watchFeeds(element);
  listen('feeds-reading', () => see('feeds'));
};
