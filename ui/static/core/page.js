// What holds in every tab: the direction of what is typed, the tab in the address.
import './calls.js';
import { openTab } from './dom.js';
import { language } from './words.js';
import './verdicts.js';
import '../briefs/brief_of.js';

// Gradio calls the page one in the browser's language, whichever was chosen.
const root = document.documentElement;
const keepLanguage = () => { if (root.lang !== language) root.lang = language; };
new MutationObserver(keepLanguage).observe(root, { attributeFilter: ['lang'] });
keepLanguage();

const ARABIC = /[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9]/g;
const LATIN = /[A-Za-z\u00c0-\u024f]/g;
const count = (text, letters) => (text.match(letters) || []).length;

// A text box runs in the direction of the majority of the letters typed into it.
document.addEventListener('input', (event) => {
  const box = event.target;
  if (!box.matches('textarea, input[type=text], input[type=search]')) return;
  const arabic = count(box.value, ARABIC) * 1.5;
  const latin = count(box.value, LATIN);
  if (arabic + latin === 0) box.removeAttribute('dir');
  else box.dir = arabic > latin ? 'rtl' : 'ltr';
});

// `?tab=library` opens that tab, and the tab that is open stands in the address.
const TABS = '#tabs [role=tab][data-tab-id]';
document.addEventListener('click', (event) => {
  const tab = event.target.closest(TABS);
  if (!tab) return;
  const address = new URL(location.href);
  address.searchParams.set('tab', tab.dataset.tabId);
  history.replaceState(history.state, '', address);
});
// The arrow keys go from tab to tab, in the order in which they are seen (WAI-ARIA, tabs).
document.addEventListener('keydown', (event) => {
  const tab = event.target instanceof Element && event.target.closest(TABS);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const tabs = [...document.querySelectorAll(TABS)];
  const ahead = document.documentElement.dir === 'rtl' ? -step : step;
  const next = tabs[(tabs.indexOf(tab) + ahead + tabs.length) % tabs.length];
  event.preventDefault();
  next.click();
  next.focus();
});
const wanted = new URLSearchParams(location.search).get('tab');
if (wanted && /^[a-z]+$/.test(wanted)) {
  // Gradio draws a tab before it heeds a press of it.
  const opening = setInterval(() => {
    openTab(wanted);
    if (document.querySelector(`${TABS}[data-tab-id="${wanted}"][aria-selected=true]`)) clearInterval(opening);
  }, 50);
  setTimeout(clearInterval, 15_000, opening);
}
