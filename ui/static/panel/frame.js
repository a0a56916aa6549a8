// What stays of the panel whatever is open in it: its bar, and the place for an article.
import { make } from '../core/dom.js';
import { say } from '../core/words.js';

const button = (name, label) => {
  const made = make('button', name);
  made.type = 'button';
  made.setAttribute('aria-label', label);
  made.title = label;
  return made;
};

export const frame = () => {
  const aside = make('aside', 'source-sheet');
  aside.setAttribute('aria-label', say('panel'));
  const grip = button('grip', say('panel_full'));
  const back = button('tool back', say('panel_back'));
  const previous = button('tool previous', say('panel_previous'));
  const place = make('span', 'source-place');
  const next = button('tool next', say('panel_next'));
  const said = make('span', 'source-said');
  said.setAttribute('role', 'status');
  const shut = button('tool shut', say('panel_close'));
  const walk = make('span', 'source-walk');
  walk.append(previous, place, next);
  const bar = make('div', 'source-bar');
  bar.append(back, walk, said, shut);
  const content = make('article', 'source-content');
  aside.append(grip, bar, content);
  return { aside, grip, back, previous, place, next, walk, said, shut, content };
};
