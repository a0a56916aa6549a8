// Choosing stories and articles: a search box, what it finds, and what was chosen before.
import { make, on, patch } from '../core/dom.js';
import { html } from '../core/net.js';

const TYPING = 250; // milliseconds of rest after which what was typed is searched for

let asked = 0;
let typing;

const listOf = (box) => (box.dataset.kind === 'story' ? 'stories' : 'articles');
const idOf = (box) => (box.dataset.kind === 'story' ? Number(box.value) : box.value);

// Ticks what is chosen, and lists above what was found those that are not among it.
export const show = (place, chosen) => {
  const boxes = [...place.querySelectorAll('.found input')];
  for (const box of boxes) box.checked = chosen[listOf(box)].some((one) => one.id === idOf(box));
  const others = [];
  for (const [kind, name] of [['story', 'stories'], ['article', 'articles']]) {
    for (const one of chosen[name]) {
      if (boxes.some((box) => listOf(box) === name && idOf(box) === one.id)) continue;
      const row = make('label');
      const box = make('input');
      box.type = 'checkbox';
      box.checked = true;
      box.dataset.kind = kind;
      box.value = one.id;
      const title = make('span', 'choice-title', one.title);
      title.dir = one.dir || 'auto';
      row.append(box, title);
      others.push(row);
    }
  }
  place.querySelector('.picked').replaceChildren(...others);
};

const find = async (place, chosen) => {
  const turn = ++asked;
  const search = place.querySelector('.pick-search').value;
  let markup;
  try {
    markup = await html(`/desk/ask/filters/found?search=${encodeURIComponent(search)}`);
  } catch {
    return; // the header tells that the server is lost
  }
  if (turn !== asked) return;
  patch(place.querySelector('.found'), markup);
  show(place, chosen());
};

export const open = (place, chosen) => find(place, () => chosen);

export const mount = (element, chosen, change) => {
  on(element, 'input', '.pick-search', (event, box) => {
    clearTimeout(typing);
    typing = setTimeout(() => find(box.closest('.of-articles'), chosen), TYPING);
  });
  on(element, 'change', '.of-articles input[type=checkbox]', (event, box) => {
    const name = listOf(box);
    const id = idOf(box);
    const others = chosen()[name].filter((one) => one.id !== id);
    const title = box.closest('label').querySelector('.choice-title');
    const own = { id, title: title.textContent, dir: title.dir };
    change({ [name]: box.checked ? [...others, own] : others });
  });
};
