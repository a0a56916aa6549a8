// Where in a conversation the reader stands.
const GAP = 12; // pixels above what is scrolled to

export const last = (messages) => [...messages.querySelectorAll('.exchange')].at(-1);

// Puts an exchange at the top of the view.
export const scrollTo = (messages, node, behavior = 'auto') => {
  if (!node) return;
  const top = node.getBoundingClientRect().top - messages.getBoundingClientRect().top;
  messages.scrollTo({ top: messages.scrollTop + top - GAP, behavior });
};

// The answer that the address names (`#answer-…`), if it is on the page.
export const linked = () => {
  const match = /^#(answer-[\w-]+)$/.exec(location.hash);
  return match && document.getElementById(match[1]);
};

export const namesMissing = (markup) => {
  const wanted = location.hash.slice(1);
  return wanted.startsWith('answer-') && !markup.includes(`id="${wanted}"`);
};

// The conversation that the address names, and where the server has one.
export const inAddress = () => new URLSearchParams(location.search).get('conversation');
export const source = (id) => (
  id ? `/desk/ask/conversations/${encodeURIComponent(id)}` : '/desk/ask/welcome'
);
