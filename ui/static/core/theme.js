// Runs before anything is painted: the reader's choice of light or dark, or the device's.
(() => {
  const device = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => (document.cookie.match(/(?:^|; )mujaz_theme=(light|dark)/) || [])[1] || 'auto';
  const apply = () => {
    const theme = chosen();
    const dark = theme === 'dark' || (theme === 'auto' && device.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    if (document.body) document.body.classList.toggle('dark', dark); // Gradio's own switch
  };
  device.addEventListener('change', apply);
  addEventListener('DOMContentLoaded', apply);
  addEventListener('mujaz:theme', apply);
  apply();
})();
