// The form that starts a run, which shows first what it costs, and the dialog before a run is deleted.
import { make, on, patch } from '../core/dom.js';
import { html, send } from '../core/net.js';
import { say } from '../core/words.js';

const ROOM = '/desk/evaluation';

const wish = (form) => {
  const { suite, articles, limit } = Object.fromEntries(new FormData(form));
  return { suite, articles: articles || 'library', limit: limit ? Number(limit) : null };
};

const button = (form) => form.querySelector('button:not([type=button])');

const forget = (form) => {
  delete form.dataset.agreed;
  form.querySelector('.estimate').replaceChildren();
  button(form).textContent = say('evaluation_begin');
};

// A suite without articles of its own is asked of the library.
const settle = (form) => {
  const own = form.elements.suite.selectedOptions[0].dataset.own === 'true';
  form.elements.articles.disabled = !own;
  form.elements.articles.value = own ? 'own' : 'library';
};

// Shows what it costs; true if nothing, or if the reader has seen it and presses again.
const agreed = async (form) => {
  if (form.dataset.agreed) return true;
  const { suite, articles, limit } = wish(form);
  const known = new URLSearchParams({ suite, articles, ...(limit ? { limit } : {}) });
  const place = form.querySelector('.estimate');
  patch(place, await html(`${ROOM}/estimate?${known}`));
  if (!place.querySelector('[data-paid]')) return true;
  form.dataset.agreed = 'yes';
  button(form).textContent = say('evaluation_begin_paid');
  return false;
};

const begin = async (form, done, explain) => {
  button(form).disabled = true;
  try {
    if (await agreed(form)) {
      await send('POST', `${ROOM}/runs`, { ...wish(form), agreed: true });
      explain(null);
      await done();
    }
  } catch (error) {
    explain(error);
    forget(form);
  } finally {
    button(form).disabled = false;
  }
};

export const startForm = (element, done, explain) => {
  on(element, 'change', '[data-start] select', (event, select) => {
    const form = select.form;
    if (select.name === 'suite') settle(form);
    forget(form);
  });
  on(element, 'submit', '[data-start]', (event, form) => {
    event.preventDefault();
    begin(form, done, explain);
  });
  on(element, 'click', '[data-rated]', () => {
    const form = element.querySelector('[data-start]');
    form.elements.suite.value = 'ratings';
    settle(form);
    forget(form);
    form.elements.limit.value = '';
    begin(form, done, explain);
    button(form).scrollIntoView({ block: 'center' });
  });
};

const dialogFor = (name) => {
  const dialog = make('dialog', 'sure');
  const title = make('p', '', say('evaluation_remove_sure'));
  title.id = 'evaluation-sure';
  dialog.setAttribute('aria-labelledby', title.id);
  const form = make('form');
  form.method = 'dialog';
  const [no, yes] = [['cancel', 'plain'], ['remove', 'plain main']].map(([value, css]) => {
    const made = make('button', css, say(`evaluation_${value}`));
    made.value = value;
    return made;
  });
  const which = make('p', 'quiet');
  which.append(make('bdi', '', name));
  form.append(no, yes);
  dialog.append(title, which, form);
  return dialog;
};

export const confirmRemoval = (element, done, explain) => {
  on(element, 'click', '[data-remove]', (event, pressed) => {
    const name = pressed.dataset.remove;
    const dialog = dialogFor(name);
    element.append(dialog);
    dialog.addEventListener('close', async () => {
      dialog.remove();
      if (dialog.returnValue !== 'remove') {
        pressed.focus();
        return;
      }
      try {
        await send('DELETE', `${ROOM}/runs/${encodeURIComponent(name)}`);
        explain(null);
        await done();
        element.querySelector('h2')?.focus();
      } catch (error) {
        explain(error);
      }
    });
    dialog.showModal();
  });
};
