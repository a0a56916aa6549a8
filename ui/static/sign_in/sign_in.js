// The page for signing in. It stands alone: what the other pages are made of is not sent to strangers.
import { remember } from '../core/cookies.js';
import { forgetOthers } from './typed.js';

const language = document.querySelector('#language');
language.addEventListener('click', () => {
  remember('language', language.lang);
  location.reload();
});

const form = document.querySelector('#sign-in');
const fault = document.querySelector('#fault');
const button = form?.querySelector('button');

const told = async (reply) => {
  try {
    return (await reply.json()).detail || form.dataset.failed;
  } catch {
    return form.dataset.failed;
  }
};

const ask = async () => {
  const { name, password } = form.elements;
  let reply;
  try {
    reply = await fetch('/desk/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: name.value, password: password.value }),
    });
  } catch {
    return form.dataset.lost;
  }
  if (!reply.ok) return told(reply);
  forgetOthers((await reply.json()).name);
  location.replace(form.dataset.next + location.hash);
  return '';
};

form?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { name, password } = form.elements;
  fault.textContent = '';
  button.disabled = true;
  const wrong = await ask();
  if (!wrong) return;
  button.disabled = false;
  fault.textContent = wrong;
  for (const field of [name, password]) field.setAttribute('aria-describedby', 'fault');
  password.select();
  password.focus();
});
if (form) {
  button.disabled = false;
  form.elements.name.focus();
}
