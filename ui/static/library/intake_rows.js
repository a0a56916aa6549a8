// The list of what is being added: a row for each file or link. Until a file has been sent, its row
// is written here; then the server writes it.
import { make, on, patch, tell } from '../core/dom.js';
import { follow, send } from '../core/net.js';
import { say } from '../core/words.js';

const EVENTS = '/desk/library/intake/events';
const LINE_PAUSE = 700; // milliseconds between two lines that are read out
const CHANGE_PAUSE = 3000; // between two times that the other parts of the tab look anew

export const rowsOf = (section) => {
  const list = section.querySelector('.rows');
  const line = section.querySelector('.results-line');
  const rows = new Map();
  let told = { line: '', left: 0 };
  let toSend = 0;
  let timer = null;
  let changeTimer = null;
  let leave = null;
  let again = false;
  let stopped = () => {};

  const showLine = () => {
    timer = null;
    const left = toSend ? say('upload_left', { count: toSend }) : '';
    line.textContent = [told.line, left].filter(Boolean).join(' · ');
    section.dataset.busy = toSend || told.left ? 'yes' : 'no';
  };
  const lineLater = () => { timer ??= setTimeout(showLine, LINE_PAUSE); };
  const changed = () => {
    changeTimer ??= setTimeout(() => { changeTimer = null; tell('library-changed'); }, CHANGE_PAUSE);
  };

  const row = (id) => {
    if (!rows.has(id)) {
      const item = make('li', 'row');
      rows.set(id, item);
      list.append(item);
      section.hidden = false;
    }
    return rows.get(id);
  };
  const local = (id, text, result) => {
    const item = row(id);
    if (item.dataset.server) return;
    item.dataset.result = result;
    let said = item.querySelector('.row-said');
    if (!said) {
      said = make('span', 'row-said');
      item.append(said);
    }
    said.textContent = text;
    item.querySelector('progress')?.remove();
  };

  const show = (state) => {
    for (const { id, result, html } of state.rows) {
      const item = row(id);
      if (item.dataset.result !== result && !['waiting', 'reading', 'stopped'].includes(result)) changed();
      item.dataset.server = 'yes';
      item.dataset.result = result;
      patch(item, html);
    }
    told = state;
    lineLater();
  };
  const go = () => {
    if (leave) {
      again = true;
      return;
    }
    leave = follow(EVENTS, show, () => {
      leave = null;
      changed();
      if (again) {
        again = false;
        go();
      }
    });
  };

  on(section, 'click', '[data-do=clear]', async () => {
    await send('DELETE', '/desk/library/intake');
    for (const [id, item] of rows) {
      if (['waiting', 'reading', 'sending'].includes(item.dataset.result)) continue;
      item.remove();
      rows.delete(id);
    }
    section.hidden = rows.size === 0;
    told = { line: '', left: told.left };
    showLine();
  });
  on(section, 'click', '[data-do=stop]', async () => {
    stopped();
    await send('POST', '/desk/library/intake/stop');
  });

  return {
    begin: (id, name) => {
      const shown = make('span', 'row-name');
      shown.append(make('bdi', '', name));
      const item = row(id);
      item.replaceChildren(shown);
      local(id, say('upload_waiting'), 'waiting');
    },
    sending: (id, share) => {
      const item = row(id);
      if (item.dataset.server) return;
      local(id, say('upload_sending', { percent: Math.floor(share * 100) }), 'sending');
      const bar = make('progress');
      bar.max = 1;
      bar.value = share;
      bar.setAttribute('aria-label', item.querySelector('.row-name').textContent);
      item.append(bar);
    },
    failed: (id, text, { final = false } = {}) => {
      local(id, text, 'refused');
      if (final) return;
      const button = make('button', 'plain', say('upload_retry'));
      button.type = 'button';
      button.dataset.retry = id;
      row(id).querySelector('.row-said').append(' ', button);
    },
    drop: (id) => {
      rows.get(id)?.remove();
      rows.delete(id);
    },
    say: (text) => {
      section.hidden = false;
      line.textContent = text;
    },
    toSend: (count) => {
      toSend = count;
      lineLater();
    },
    onStop: (heard) => { stopped = heard; },
    local,
    follow: go,
  };
};
