// What is chosen, each with a button that takes it away.
import { make } from '../core/dom.js';
import { language, say } from '../core/words.js';

const MOST = 4; // articles or outlets with a chip each; of more there is one for all

const DAY = new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-latn' : 'en-GB', {
  day: 'numeric', month: language === 'ar' ? 'long' : 'short', year: 'numeric', timeZone: 'UTC',
});
const dayText = (day) => DAY.format(new Date(`${day}T00:00:00Z`)); // a day of the calendar, in whatever zone the reader is

const daysText = ({ since, until }) => {
  if (since === until) return dayText(since);
  if (!until) return say('ask_filter_from', { day: dayText(since) });
  if (!since) return say('ask_filter_to', { day: dayText(until) });
  return say('ask_filter_between', { first: dayText(since), last: dayText(until) });
};

const chip = (text, dir, removed) => {
  const item = make('li', 'chip');
  const name = make('bdi', '', text);
  name.dir = dir || 'auto';
  const button = make('button', 'remove');
  button.type = 'button';
  button.setAttribute('aria-label', say('ask_filter_remove', { what: text }));
  button.title = button.getAttribute('aria-label');
  button.addEventListener('click', () => {
    const list = item.parentElement;
    const place = [...list.children].indexOf(item);
    removed();
    const next = list.children[place] || list.lastElementChild;
    (next?.querySelector('button') || document.querySelector('#narrow')).focus();
  });
  item.append(name, button);
  return item;
};

const several = (chosen, name, change) => {
  const some = chosen[name];
  if (some.length > MOST) {
    const text = `${some[0].title} +${some.length - 1}`;
    return [chip(text, some[0].dir, () => change({ [name]: [] }))];
  }
  return some.map((one) => chip(one.title, one.dir, () => change({ [name]: some.filter((other) => other !== one) })));
};

// The list items for what is chosen; `change` is called with what a chip takes away.
export const chipsOf = (chosen, change) => {
  const chips = [];
  if (chosen.language) {
    const radio = document.querySelector(`#filter-sheet [name=language][value=${chosen.language}]`);
    if (radio) chips.push(chip(radio.dataset.label, '', () => change({ language: '' })));
  }
  if (chosen.since || chosen.until) {
    chips.push(chip(daysText(chosen), '', () => change({ since: '', until: '' })));
  }
  for (const name of ['outlets', 'stories', 'articles']) chips.push(...several(chosen, name, change));
  return chips;
};
