// Further questions under the newest answer, made by the server from what the answer cites.
import { patch } from '../core/dom.js';
import { html } from '../core/net.js';

const known = new Map();

const load = async (exchange) => {
  try {
    return await html(`/desk/ask/answers/${exchange}/follow-ups`);
  } catch {
    return '';
  }
};

export const fillFollowUps = async (section) => {
  if (!section || section.dataset.state !== 'done') return;
  const { exchange } = section.dataset;
  if (!known.has(exchange)) known.set(exchange, load(exchange));
  const markup = await known.get(exchange);
  const place = section.querySelector('.follow-ups');
  if (place && section.dataset.exchange === exchange) patch(place, markup);
};
