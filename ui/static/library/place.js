// Where the reader is in the library, as it stands in the address: which part is shown, what the
// list is narrowed to, which page of it, which story is open.
import { may } from '../core/session.js';

export const PARTS = ['stories', 'list_articles', 'upkeep', ...may('write') ? ['add'] : []];
export const FILTERS = ['search', 'language', 'outlet', 'since', 'until', 'least'];
const NAMES = ['show', 'page', 'story', ...FILTERS];

export const read = () => {
  const given = new URLSearchParams(location.search);
  const place = Object.fromEntries(NAMES.map((name) => [name, given.get(name) || '']));
  if (!PARTS.includes(place.show)) place.show = 'stories';
  return place;
};

// Writes the place into the address: as a new step that "back" returns from, or in its stead.
export const write = (place, { isStep = true } = {}) => {
  const address = new URL(location.href);
  address.searchParams.set('tab', 'library');
  for (const name of NAMES) {
    const value = name === 'show' && place.show === 'stories' ? '' : place[name];
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  if (address.href === location.href) return;
  history[isStep ? 'pushState' : 'replaceState'](history.state, '', address);
};

// The same as the parameters of a request to the server.
export const query = (place) => {
  const wanted = new URLSearchParams();
  for (const name of ['page', 'story', ...FILTERS]) {
    if (place[name]) wanted.set(name, place[name]);
  }
  return wanted;
};

export const isNarrowed = (place) => FILTERS.some((name) => place[name]);
