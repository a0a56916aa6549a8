// What this browser keeps of what was typed. It is for the person who typed it, and not for the next
// one who signs in at the same machine.
const OWNER = 'mujaz_typed_by';
const TYPED = /^mujaz_(?:draft|filters)_/;

export const forgetTyped = () => {
  for (const store of [localStorage, sessionStorage]) {
    for (const key of Object.keys(store)) if (TYPED.test(key)) store.removeItem(key);
  }
};

// Forgets what another person than `name` has typed here. What was typed while nobody had to sign in
// stays: everybody could read it then.
export const forgetOthers = (name) => {
  try {
    const owner = localStorage.getItem(OWNER);
    if (owner !== null && owner !== name) forgetTyped();
    localStorage.setItem(OWNER, name);
  } catch {
    // This browser keeps nothing.
  }
};
