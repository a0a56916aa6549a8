// Answers that are being written. Each is followed until it ends, also while another conversation
// is open, because an answer that nobody follows is stopped.
import { patch } from '../core/dom.js';
import { follow } from '../core/net.js';

const UNFINISHED = new Set(['searching', 'streaming']);
const running = new Map();

const placeOf = (exchange) => document.getElementById(`exchange-${exchange}`);

// The exchange that is being answered among those on the page, if there is one. What is drawn as
// finished is finished, also while the end of its events is on its way: a press then counts.
export const writing = () => (
  [...running.keys()].find((exchange) => UNFINISHED.has(placeOf(exchange)?.dataset.state)) || null
);

const show = (state, told) => {
  const section = placeOf(state.exchange);
  if (!section) return;
  patch(section.querySelector('.reply'), state.html);
  section.dataset.state = state.state;
  told(state);
};

// Follows an answer: `told(state)` while it is on the page, `ended(exchange)` at its end.
export const attach = (exchange, told, ended) => {
  if (running.has(exchange)) return;
  const leave = follow(
    `/desk/ask/answers/${exchange}/events`,
    (state) => show(state, told),
    () => {
      running.delete(exchange);
      ended(exchange);
    },
  );
  running.set(exchange, leave);
};
