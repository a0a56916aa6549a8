// What can be done with an answer: copy, share, rate, comment.
import { copy as copyBoth, copyText } from '../core/clipboard.js';
import { on } from '../core/dom.js';
import { json, Refusal, send } from '../core/net.js';
import { say } from '../core/words.js';

const exchangeOf = (node) => node.closest('.exchange').dataset.exchange;

const rate = (exchange, rating, comment) => (
  send('POST', `/desk/ask/answers/${exchange}/rating`, { rating, comment })
);

const pressed = (section) => section.querySelector('.act[aria-pressed=true]')?.dataset.do || null;

// `tellLine(text, state)` shows a line to the reader, `refresh()` draws what is kept.
export const mount = (messages, { conversation, tellLine, refresh }) => {
  const tried = (act) => async (event, button) => {
    event.preventDefault();
    try {
      await act(button);
    } catch (failure) {
      tellLine(failure instanceof Refusal ? failure.message : say('not_copied'), 'error');
    }
  };

  const copy = async (button) => {
    await copyBoth(json(`/desk/ask/answers/${exchangeOf(button)}/copy`));
    tellLine(say('copied'));
  };

  const share = async (button) => {
    const address = new URL(location.origin + location.pathname);
    address.searchParams.set('conversation', conversation());
    address.hash = `answer-${exchangeOf(button)}`;
    await copyText(address.href);
    tellLine(say('shared'));
  };

  const vote = async (button) => {
    const section = button.closest('.exchange');
    const form = section.querySelector('.comment');
    const rating = button.getAttribute('aria-pressed') === 'true' ? null : button.dataset.do;
    await rate(exchangeOf(button), rating, rating ? form.querySelector('textarea').value : '');
    for (const one of section.querySelectorAll('.act[aria-pressed]')) {
      one.setAttribute('aria-pressed', String(one.dataset.do === rating));
    }
    form.hidden = !rating;
    if (rating) form.querySelector('textarea').focus();
    tellLine(say(rating ? 'rated' : 'unrated'));
  };

  const closeComment = (form) => {
    form.hidden = true;
    form.closest('.exchange').querySelector('.act[aria-pressed=true]')?.focus();
  };

  const comment = async (form) => {
    const section = form.closest('.exchange');
    await rate(exchangeOf(form), pressed(section), form.querySelector('textarea').value);
    closeComment(form);
    tellLine(say('commented'));
    await refresh();
  };

  on(messages, 'click', '[data-do=copy]', tried(copy));
  on(messages, 'click', '[data-do=share]', tried(share));
  on(messages, 'click', '[data-do=up], [data-do=down]', tried(vote));
  on(messages, 'submit', '.comment', tried(comment));
  on(messages, 'click', '[data-do=comment-close]', (_, button) => closeComment(button.form));
  on(messages, 'keydown', '.comment', (event, form) => {
    if (event.key === 'Escape') closeComment(form);
  });
};
