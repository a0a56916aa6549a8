// Copying to the clipboard. Browsers hand it to a page of a secure address only; elsewhere the old
// way is tried.
const byEvent = (text, html) => {
  const fill = (event) => {
    event.preventDefault();
    event.clipboardData.setData('text/plain', text);
    if (html) event.clipboardData.setData('text/html', html);
  };
  document.addEventListener('copy', fill, { once: true, capture: true });
  const done = document.execCommand('copy');
  document.removeEventListener('copy', fill, { capture: true });
  if (!done) throw new Error('not copied');
};

export const copyText = async (text) => {
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else byEvent(text, '');
};

// Copies what `load()` resolves to, {text, html}. It is called at once, within the reader's click,
// and the clipboard waits for it.
export const copyRich = async (load) => {
  const loaded = load();
  const part = (name, type) => loaded.then((both) => new Blob([both[name]], { type }));
  if (!navigator.clipboard || !window.ClipboardItem) {
    const { text, html } = await loaded;
    byEvent(text, html);
    return;
  }
  await navigator.clipboard.write([new ClipboardItem({
    'text/plain': part('text', 'text/plain'), 'text/html': part('html', 'text/html'),
  })]);
};
