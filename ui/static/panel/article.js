// Draws an article in the panel: what the server has written of it, and what is fetched after it.
import { make, parse, patch } from '../core/dom.js';
import { html } from '../core/net.js';
import { say } from '../core/words.js';

const articleIn = (root) => {
  const head = root.querySelector('.source-head');
  return head ? head.dataset.article : null;
};

// The other articles of the story, and the versions. A loss of the connection is told in the
// header of the page.
export const drawRelated = async (content) => {
  const article = articleIn(content);
  if (article === null) return;
  const markup = await html(`/desk/panel/related?${new URLSearchParams({ article })}`).catch(() => null);
  if (markup !== null && articleIn(content) === article) patch(content.querySelector('.source-related'), markup);
};

const drawWords = async (content, { href, version }) => {
  const slot = content.querySelector('.words');
  if (!slot) return;
  const asked = new URLSearchParams(version ? { href, version } : { href });
  patch(slot, await html(`/desk/panel/words?${asked}`).catch(() => ''));
};

export const draw = (content, markup, view) => {
  const fresh = parse(markup);
  const article = articleIn(fresh);
  const isSame = article !== null && article === articleIn(content);
  // The lists of an article stay as they are, and open, while one goes through its citations.
  if (isSame) fresh.querySelector('.source-related').replaceWith(content.querySelector('.source-related'));
  content.replaceChildren(fresh);
  drawWords(content, view);
  if (!isSame) drawRelated(content);
};

export const drawFailure = (content, message) => {
  const remark = make('div', 'remark');
  const again = make('button', 'plain again', say('panel_again'));
  again.type = 'button';
  remark.append(make('p', '', message), again);
  content.replaceChildren(remark);
};

// Brings the lit sentence into view, by its beginning if it is longer than the view. Returns what
// is to have the focus.
export const settle = (content) => {
  const mark = content.querySelector('mark.cited');
  if (!mark) return content.querySelector('h2') || content.querySelector('button');
  const room = content.querySelector('.source-text').getBoundingClientRect().height;
  const isLong = mark.getBoundingClientRect().height > room * 0.8;
  mark.scrollIntoView({ block: isLong ? 'start' : 'center' });
  return mark;
};
