// Adding articles: files that are dropped or chosen, a text, the address of a page or a feed.
import { listen, make, on, patch, tell } from '../core/dom.js';
import { html, send } from '../core/net.js';
import { say } from '../core/words.js';
import { fromInput, onDrop } from './intake_drop.js';
import './intake_removal.js';
import { rowsOf } from './intake_rows.js';
import { uploader } from './intake_upload.js';
import { watchVectors } from './intake_vectors.js';
import { followReading } from './upkeep_reading.js';

export const newId = () => [...crypto.getRandomValues(new Uint8Array(12))]
  .map((byte) => byte.toString(16).padStart(2, '0')).join('');

const takeFiles = (element, rows) => {
  const drop = element.querySelector('.drop');
  const uploads = uploader({ most: Number(drop.dataset.most), rows });
  const add = (files) => {
    if (!files.length) rows.say(say('upload_none'));
    for (const { file, name } of files) uploads.add(newId(), file, name);
  };
  on(element, 'change', '[data-add]', (event, input) => {
    add(fromInput(input));
    input.value = '';
  });
  on(element, 'click', '[data-retry]', (event, button) => uploads.retry(button.dataset.retry));
  onDrop(add);
};

// Sends a form and says in its line what came of it.
const sending = async (form, line, act) => {
  const buttons = [...form.querySelectorAll('button')];
  buttons.forEach((button) => { button.disabled = true; });
  try {
    await act();
  } catch (error) {
    line.dataset.state = 'bad';
    line.textContent = error.message;
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
};

const takeAddresses = (element, rows) => {
  const form = element.querySelector('form.address');
  const line = form.querySelector('.said');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { url } = form.elements;
    const isFeed = event.submitter?.value === 'feed';
    line.dataset.state = '';
    line.textContent = say(isFeed ? 'intake_feed_looking' : 'intake_adding');
    sending(form, line, async () => {
      if (isFeed) {
        const reply = await send('POST', '/desk/library/feeds', { url: url.value });
        line.textContent = reply.said;
        tell('feeds-changed');
        followReading(line);
      } else {
        await send('POST', '/desk/library/links', { url: url.value, id: newId() });
        line.textContent = say('intake_queued');
        rows.follow();
      }
      form.reset();
    });
  });
};

const takeTexts = (element) => {
  const form = element.querySelector('form.text');
  const line = form.querySelector('.said');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    line.dataset.state = '';
    line.textContent = say('intake_adding');
    sending(form, line, async () => {
      const given = Object.fromEntries(new FormData(form));
      const reply = await send('POST', '/desk/library/texts', given);
      const open = make('button', 'row-article', say('intake_open'));
      open.type = 'button';
      open.dataset.article = reply.article;
      line.replaceChildren(`${reply.said} `, open);
      form.reset();
      tell('library-changed');
    });
  });
};

export const mount = async (element) => {
  patch(element, await html('/desk/library/intake'));
  const rows = rowsOf(element.querySelector('.results'));
  takeFiles(element, rows);
  takeAddresses(element, rows);
  takeTexts(element);
  on(element, 'click', '[data-article]', (event, button) => {
    tell('open-article', { id: button.dataset.article });
  });
  watchVectors(element.querySelector('.vectors'));
  listen('connection', (isReachable) => { if (isReachable) rows.follow(); });
  rows.follow();
};
