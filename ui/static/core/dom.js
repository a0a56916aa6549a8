// What every tab does with the page. HTML comes from the server only, which escapes what stands in
// it; text of any other origin is set as text.

export const parse = (markup) => {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return template.content;
};

export const make = (tag, name, text) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text) node.textContent = text;
  return node;
};

const alike = (old, next) => old.nodeType === next.nodeType && old.nodeName === next.nodeName;

// What a reader has opened or reached stays as it is.
const KEPT = new Set(['open', 'aria-expanded', 'aria-controls', 'aria-current', 'tabindex']);

const patchAttributes = (old, next) => {
  for (const { name } of Array.from(old.attributes)) {
    if (!next.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value && !(KEPT.has(name) && old.hasAttribute(name))) {
      old.setAttribute(name, value);
    }
  }
};

const patchChildren = (old, next) => {
  const had = [...old.childNodes];
  const wanted = [...next.childNodes]; // some of them move out of `next`
  wanted.forEach((node, place) => {
    const present = had[place];
    if (!present) old.append(node);
    else if (!alike(present, node)) present.replaceWith(node);
    else if (present.nodeType !== Node.ELEMENT_NODE) {
      if (present.data !== node.data) present.data = node.data;
    } else {
      patchAttributes(present, node);
      patchChildren(present, node);
    }
  });
  for (const node of had.slice(wanted.length)) node.remove();
};

// Makes the children of `node` what `markup` says, and touches nothing that is so already: what is
// written on does not flicker, and focus, selection and what is open stay.
export const patch = (node, markup) => patchChildren(node, parse(markup));

// Calls `heard(event, target)` for events of what matches `selector` inside `root`, now or later.
export const on = (root, type, selector, heard) => {
  root.addEventListener(type, (event) => {
    const target = event.target instanceof Element && event.target.closest(selector);
    if (target && root.contains(target)) heard(event, target);
  });
};

// Opens a tab of the page by its name: ask, briefs, library, evaluation.
export const openTab = (name) => {
  const button = document.querySelector(`#tabs [role=tab][data-tab-id="${name}"]`);
  if (button && button.getAttribute('aria-selected') !== 'true') button.click();
};

// Tells the whole page of something: `tell('open-article', {id})`.
export const tell = (name, detail = {}) => dispatchEvent(new CustomEvent(`mujaz:${name}`, { detail }));
export const listen = (name, heard) => addEventListener(`mujaz:${name}`, (event) => heard(event.detail));
