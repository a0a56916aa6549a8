// The article beside the tabs. Whatever leads to an article opens it here: a citation anywhere on
// the page, `open-citation`, `open-article`, and an address that ends with a citation.
import { copy, copyText } from '../core/clipboard.js';
import { listen, on, tell } from '../core/dom.js';
import { html } from '../core/net.js';
import { say } from '../core/words.js';
import { draw, drawFailure, drawRelated, settle } from './article.js';
import { frame } from './frame.js';
import { onCitation } from './pressing.js';
import { isNarrow, sheet } from './sheet.js';
import { articleOf, isCitation, linkTo, walkOf } from './walk.js';

// What is shown is a view: {href} or {article}, maybe {version}, and {walk}, the citations of what
// it was opened from.
const addressOf = ({ href, article, version, walk }) => {
  const asked = new URLSearchParams();
  if (href) asked.set('href', href);
  else asked.set('article', article);
  for (const one of walk) {
    if (one.href === href) asked.set('number', one.number);
    else if (href && articleOf(one.href) === articleOf(href)) asked.append('also', `${one.number}~${one.href}`);
  }
  if (version) asked.set('version', version);
  return `/desk/panel/article?${asked}`;
};

export const mount = (element) => {
  const { aside, grip, back, previous, place, next, walk, said, shut, content } = frame();
  element.replaceChildren(aside);
  const panel = aside.closest('#panel') || element;
  let opener = null; // what had the focus when the panel was opened
  let current = null;
  let trail = []; // the views that Back leads to
  let turn = 0;

  const isOpen = () => document.body.dataset.reading === 'yes';

  const point = (href) => {
    for (const link of document.querySelectorAll('a.cite[aria-current]')) link.removeAttribute('aria-current');
    const link = href && linkTo(href, opener);
    if (link) link.setAttribute('aria-current', 'true');
  };

  const drawBar = () => {
    const at = current.walk.findIndex((one) => one.href === current.href);
    walk.hidden = at < 0 || current.walk.length < 2;
    place.textContent = say('panel_place', { place: at + 1, total: current.walk.length });
    previous.setAttribute('aria-disabled', String(at <= 0));
    next.setAttribute('aria-disabled', String(at >= current.walk.length - 1));
    back.hidden = !trail.length;
    said.textContent = '';
  };

  const show = async (view, { focus = true, scroll = true } = {}) => {
    const mine = ++turn;
    current = view;
    document.body.dataset.reading = 'yes';
    point(view.href);
    drawBar();
    let markup = null;
    let failure = '';
    try {
      markup = await html(addressOf(view));
    } catch (refusal) {
      failure = refusal.message;
    }
    if (mine !== turn) return;
    const room = () => content.querySelector('.source-text') || content;
    const top = room().scrollTop;
    if (markup === null) drawFailure(content, failure);
    else draw(content, markup, view);
    if (!scroll) room().scrollTop = top;
    const shown = scroll && settle(content);
    if (shown && focus) shown.focus({ preventScroll: true });
  };

  const open = (view, from) => {
    if (!isOpen()) resize('half');
    if (from || !aside.contains(document.activeElement)) opener = from || document.activeElement;
    trail = [];
    return show(view);
  };
  const openCitation = (href, link) => {
    if (!isCitation(href)) return;
    const isLink = link instanceof Element && link.matches('a.cite');
    open({ href, walk: isLink ? walkOf(link) : [] }, link instanceof Element ? link : null);
  };
  const go = (view) => {
    trail.push(current);
    show({ walk: [], ...view });
  };
  const step = (by, button) => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    const at = current.walk.findIndex((one) => one.href === current.href);
    show({ href: current.walk[at + by].href, walk: current.walk }, { focus: false });
  };

  const close = ({ focus = true } = {}) => {
    turn++;
    if (!isOpen()) return;
    delete document.body.dataset.reading;
    const home = opener && opener.isConnected && opener !== document.body ? opener
      : (current.href && linkTo(current.href, null)) || document.querySelector('#question textarea');
    point(null);
    content.replaceChildren();
    if (focus && home) home.focus();
  };
  const resize = sheet(panel, grip, close);

  const tellCopied = (copying) => copying.then(
    () => { said.textContent = say('quote_copied'); },
    () => { said.textContent = say('copy_failed'); },
  );
  const leaveWith = (name, detail) => {
    if (isNarrow()) close({ focus: false });
    tell(name, detail);
  };

  shut.addEventListener('click', () => close());
  back.addEventListener('click', () => {
    show(trail.pop());
  });
  previous.addEventListener('click', () => step(-1, previous));
  next.addEventListener('click', () => step(1, next));
  on(content, 'click', '.again', () => show(current));
  content.addEventListener('toggle', ({ target }) => {
    if (!target.open || !target.closest('.source-related')) return;
    if (isNarrow()) resize('full'); // half the height has no room for a list
    target.scrollIntoView({ block: 'nearest' });
  }, true);
  on(content, 'click', '.place a', (event, link) => {
    event.preventDefault();
    show({ href: link.getAttribute('href'), walk: current.walk });
  });
  on(content, 'click', '[data-open]', (event, row) => go({ article: row.dataset.open }));
  on(content, 'click', '[data-version]', (event, row) => {
    go({ ...current, version: row.dataset.version || undefined });
  });
  on(content, 'click', '[data-plain]', (event, { dataset: { plain, rich } }) => tellCopied(copy({ plain, rich })));
  on(content, 'click', '[data-link]', (event, { dataset }) => {
    tellCopied(copyText(location.origin + location.pathname + dataset.link));
  });
  on(content, 'click', '[data-ask]', (event, { dataset }) => {
    leaveWith('ask-about', { articles: [dataset.ask], title: dataset.title });
  });
  on(content, 'click', '[data-brief]', (event, { dataset }) => {
    leaveWith('brief-of', { story: Number(dataset.brief), title: dataset.title });
  });

  onCitation(openCitation);
  listen('open-citation', ({ href, origin }) => openCitation(href, origin || null));
  listen('open-article', ({ id }) => open({ article: id, walk: [] }, null));
  listen('library-changed', async () => {
    if (!isOpen()) return;
    await show(current, { focus: false, scroll: false });
    drawRelated(content);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog:modal')) return;
    close();
  });
  const openAddressed = () => openCitation(location.hash, null);
  addEventListener('hashchange', openAddressed);
  openAddressed();
};
