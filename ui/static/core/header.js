// The header: switches of language and theme, and the line that says when the server is lost.
import { chosen, remember } from './cookies.js';
import { listen } from './dom.js';
import { language, say } from './words.js';

const THEMES = ['auto', 'light', 'dark'];

export const mount = (element) => {
  const theme = element.querySelector('#theme');
  theme.value = chosen('theme') || 'auto';
  theme.addEventListener('change', () => {
    if (!THEMES.includes(theme.value)) return;
    remember('theme', theme.value);
    dispatchEvent(new Event('mujaz:theme'));
  });
  const other = element.querySelector('#language');
  other.lang = language === 'ar' ? 'en' : 'ar'; // its label is the other language's own name
  other.addEventListener('click', () => {
    remember('language', other.lang);
    location.reload();
  });

  // Gradio calls it so in English only. It is there where the tabs have no room.
  const more = document.querySelector('#tabs .overflow-menu > button');
  if (more) more.setAttribute('aria-label', say('more_tabs'));

  const line = element.querySelector('#connection');
  listen('connection', (isReachable) => {
    line.textContent = say(isReachable ? 'back' : 'lost');
    line.dataset.state = isReachable ? 'back' : 'lost';
    if (isReachable) setTimeout(() => { if (line.dataset.state === 'back') line.textContent = ''; }, 4000);
  });
};
