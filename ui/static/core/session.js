// Who has signed in, what they may do, and what becomes of a page whose session has ended.
import { forgetTyped } from '../sign_in/typed.js';

const RANKS = ['read', 'write', 'admin'];
const { name, permission } = window.mujaz.person;

// The name of who has signed in, or null where nobody has to.
export const person = name;

export const may = (wanted) => RANKS.indexOf(permission) >= RANKS.indexOf(wanted);

let isOver = false;

const set = (ended) => {
  if (ended === isOver) return;
  isOver = ended;
  dispatchEvent(new CustomEvent('mujaz:session', { detail: !ended }));
};

// The server has refused what this page asked for, because it does not know who asks.
export const ended = () => set(true);

// Asks whether the session is still there. Whoever has signed in beside this page goes on where they
// were; where it was somebody else, the page is theirs from now on.
export const probe = async () => {
  let reply;
  try {
    reply = await fetch('/desk/person');
  } catch {
    return; // lost: which is told elsewhere
  }
  if (reply.status === 401) ended();
  else if (reply.ok) {
    const now = await reply.json();
    if (now.name !== name && (name !== null || now.signed_in)) location.reload();
    else set(false);
  }
};

for (const type of ['focus', 'visibilitychange', 'storage']) {
  addEventListener(type, () => { if (isOver && !document.hidden) probe(); });
}

// Returns whether that was done: else the session is still there, and so is what was typed.
export const signOut = async () => {
  try {
    const reply = await fetch('/desk/sign-out', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
    });
    if (!reply.ok && reply.status !== 401) return false;
  } catch {
    return false; // the server cannot be reached
  }
  try {
    forgetTyped();
  } catch {
    // This browser keeps nothing.
  }
  location.assign('/sign-in');
  return true;
};
