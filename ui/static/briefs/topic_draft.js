// The topic of a brief that is being typed: kept in this browser until the brief is made.
const KEY = 'mujaz_draft_brief';

const box = () => document.querySelector('#topic textarea');

// Sets the box as if it had been typed: Gradio and the direction of the text follow the event.
export const type = (topic) => {
  if (!box()) return;
  box().value = topic;
  box().dispatchEvent(new Event('input', { bubbles: true }));
};

export const forget = () => {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // This browser keeps nothing.
  }
};

export const mount = () => {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept && !box()?.value) type(kept);
  } catch {
    return; // this browser keeps nothing
  }
  document.addEventListener('input', ({ target }) => {
    if (target !== box()) return;
    if (target.value.trim()) localStorage.setItem(KEY, target.value);
    else forget();
  });
};
