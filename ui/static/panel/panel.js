export const mount = (element) => {
// The article beside the conversation. What the server sends is only ever set as text.
const make = (tag, name, text) => {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text) node.textContent = text;
  return node;
};

const sheet = make('aside', 'sheet');
sheet.setAttribute('aria-label', 'المقال · Article');
const bar = make('div', 'sheet-bar');
const shut = make('button', 'sheet-close');
shut.type = 'button';
shut.setAttribute('aria-label', 'إغلاق · Close');
const body = make('article', 'sheet-body');
body.tabIndex = 0;
bar.append(make('span', 'sheet-name', 'المقال · Article'), shut);
sheet.append(bar, body);
element.replaceChildren(sheet);

let origin = null;
let asked = 0;

const fill = (node, paragraph) => {
  node.dir = paragraph.dir;
  node.lang = paragraph.dir === 'rtl' ? 'ar' : 'en';
  let mark = null;
  for (const run of paragraph.runs) {
    const piece = run.dir ? make('bdi', '', run.text) : document.createTextNode(run.text);
    if (run.dir) piece.dir = run.dir;
    if (run.mark && !mark) {
      mark = make('mark');
      mark.tabIndex = -1;
      node.append(mark);
    }
    if (!run.mark) mark = null;
    (mark || node).append(piece);
  }
  return node;
};

const glossary = (given) => {
  const box = make('details', 'glossary');
  const list = make('dl');
  box.dir = given.dir;
  box.lang = given.dir === 'rtl' ? 'ar' : 'en';
  for (const entry of given.entries) {
    const row = make('div');
    row.append(fill(make('dt'), entry.word), fill(make('dd'), entry.words));
    list.append(row);
  }
  box.append(make('summary', '', given.name), list);
  return box;
};

const point = (link) => {
  if (origin) origin.removeAttribute('aria-current');
  origin = link;
  if (origin) origin.setAttribute('aria-current', 'true');
};

const show = (article) => {
  body.replaceChildren();
  body.dir = article.language === 'ar' ? 'rtl' : 'ltr';
  if (article.title) body.append(fill(make('h2'), article.title));
  if (article.origin) body.append(fill(make('p', 'origin'), article.origin));
  for (const line of (article.note || '').split('\n').filter(Boolean)) {
    const note = make('p', 'sheet-note', line);
    note.dir = 'auto';
    body.append(note);
  }
  for (const paragraph of article.paragraphs) body.append(fill(make('p'), paragraph));
  document.body.dataset.reading = 'yes';
  const marks = body.querySelectorAll('mark');
  const mark = marks[0];
  if (article.glossary) marks[marks.length - 1].parentElement.after(glossary(article.glossary));
  if (mark) mark.scrollIntoView({ block: 'center' });
  else body.scrollTop = 0;
  (mark || body).focus({ preventScroll: true });
};

const lost = {
  language: 'en', note: 'تعذّر فتح المقال.\nThe article could not be opened.', paragraphs: [],
};

const open = async (href, link) => {
  const turn = ++asked;
  point(link);
  let article = null;
  try {
    const reply = await fetch(`/mujaz-article?href=${encodeURIComponent(href)}`);
    if (reply.ok) article = await reply.json();
  } catch {
    // The server is gone.
  }
  if (turn === asked) show(article && article.paragraphs ? article : lost);
};

const close = () => {
  asked++;
  if (document.body.dataset.reading !== 'yes') return;
  delete document.body.dataset.reading;
  const href = origin && origin.getAttribute('href');
  const link = origin && origin.isConnected ? origin
    : [...document.querySelectorAll('a.cite')].find((a) => a.getAttribute('href') === href);
  point(null);
  const home = link || document.querySelector('#question textarea');
  if (home) home.focus();
};

shut.addEventListener('click', close);
// Gradio may draw a message anew between press and release, and then there is no click: what was
// pressed is opened all the same when the same citation stands under the pointer at the release.
let pressed = null;
const cited = (node) => (node instanceof Element ? node.closest('a.cite') : null);
document.addEventListener('pointerdown', (event) => {
  pressed = event.isPrimary && event.button === 0 ? cited(event.target) : null;
}, true);
document.addEventListener('pointerup', (event) => {
  const link = cited(event.target);
  const href = pressed && !pressed.isConnected && pressed.getAttribute('href');
  pressed = null;
  if (href && link && link.getAttribute('href') === href) open(href, link);
}, true);
document.addEventListener('click', (event) => {
  if (event.target.closest('#fresh')) close();
  const link = cited(event.target);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link.getAttribute('href'), link);
}, true);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close();
});
if (location.hash.startsWith('#cite-')) open(location.hash, null);
};
