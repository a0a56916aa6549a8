// Requests to the server of this page. Whether it can be reached is told by `mujaz:connection`.
import { ended as sessionEnded, probe } from './session.js';
import { say } from './words.js';

let reachable = true;

export const connection = (isReachable) => {
  if (reachable === isReachable) return;
  reachable = isReachable;
  dispatchEvent(new CustomEvent('mujaz:connection', { detail: isReachable }));
};

export class Refusal extends Error {
  constructor(message, status) {
    super(message);
    this.status = status; // 0: the server was not reached
  }
}

const explained = async (reply) => {
  try {
    return (await reply.json()).detail || say('failed');
  } catch {
    return say('failed');
  }
};

const ask = async (url, options) => {
  let reply;
  try {
    reply = await fetch(url, options);
  } catch {
    connection(false);
    throw new Refusal(say('lost'), 0);
  }
  connection(true);
  if (reply.status === 401) sessionEnded();
  if (!reply.ok) throw new Refusal(await explained(reply), reply.status);
  return reply;
};

// A fragment of HTML that the server has written, as text.
export const html = async (url) => (await ask(url)).text();

export const json = async (url) => (await ask(url)).json();

// Sends a change; resolves to what the server says of it, null if nothing.
export const send = async (method, url, body = {}) => {
  const reply = await ask(url, {
    method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
  });
  return reply.status === 204 ? null : reply.json();
};

const PAUSES = [1000, 2000, 4000, 8000, 15000];

// Follows a job: `told(state)` for each state, `ended()` once. The browser connects again by
// itself after a loss; the server then sends the newest state. Where the server refuses the stream
// (it is busy, or just starting), it is asked again a few times. Returns a function that leaves it.
export const follow = (url, told, ended = () => {}) => {
  let source;
  let refused = 0;
  let waiting = 0;
  const open = () => {
    source = new EventSource(url);
    source.onopen = () => {
      refused = 0;
      connection(true);
    };
    source.onmessage = (event) => told(JSON.parse(event.data));
    source.addEventListener('end', () => {
      source.close();
      ended();
    });
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) {
        connection(false);
        return;
      }
      probe(); // why it was refused, an event source does not say
      if (refused < PAUSES.length) waiting = setTimeout(open, PAUSES[refused++]);
      else ended();
    };
  };
  open();
  return () => {
    clearTimeout(waiting);
    source.close();
  };
};
