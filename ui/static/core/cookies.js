// What a reader has chosen for this browser; the server reads the language from it.
const YEAR = 365 * 24 * 3600;

export const remember = (name, value) => {
  document.cookie = `mujaz_${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
};

// What was chosen under that name, or null.
export const chosen = (name) => {
  const match = document.cookie.match(new RegExp(`(?:^|; )mujaz_${name}=([a-z]+)`));
  return match ? match[1] : null;
};
