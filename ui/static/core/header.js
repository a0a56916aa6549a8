// The header: switches of language and theme, who has signed in, and the line that says when the server
// is lost or a session has ended.
import { chosen, remember } from './cookies.js';
import { listen, make } from './dom.js';
import { person, signOut } from './session.js';
import { language, say } from './words.js';

const THEMES = ['auto', 'light', 'dark'];

const showPerson = (element, line) => {
  if (person === null) return;
  const who = element.querySelector('#who');
  who.querySelector('bdi').textContent = person;
  who.hidden = false;
  who.querySelector('button').addEventListener('click', async () => {
    if (await signOut()) return;
    line.textContent = say('failed');
    line.dataset.state = 'lost';
  });
};

// The link opens beside this page, so that what was typed here stays.
const showSession = (line, isThere) => {
  if (isThere) {
    line.replaceChildren();
    delete line.dataset.state;
    return;
  }
  const isFirst = person === null; // nobody had to sign in when this page was opened
  const link = make('a', '', say(isFirst ? 'sign_in' : 'sign_in_again'));
  link.href = '/sign-in?done=1';
  link.target = '_blank';
  line.replaceChildren(`${say(isFirst ? 'sign_in_begun' : 'signed_out')} `, link);
  line.dataset.state = 'lost';
};

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
  showPerson(element, line);
  listen('session', (isThere) => showSession(line, isThere));
  listen('connection', (isReachable) => {
    line.textContent = say(isReachable ? 'back' : 'lost');
    line.dataset.state = isReachable ? 'back' : 'lost';
    if (isReachable) setTimeout(() => { if (line.dataset.state === 'back') line.textContent = ''; }, 4000);
  });
};
