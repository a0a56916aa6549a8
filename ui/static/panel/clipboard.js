// Copies a text, plain and with its direction and links. Resolves to whether that was possible.
const byEvent = (plain, rich) => {
  let done = false;
  const put = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData.setData('text/plain', plain);
    if (rich) event.clipboardData.setData('text/html', rich);
    done = true;
  };
  document.addEventListener('copy', put, { capture: true });
  document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
  return done;
};

// A page without a certificate on a local network has no `navigator.clipboard`.
export const copy = async (plain, rich = '') => {
  const blob = (type, text) => new Blob([text], { type });
  try {
    const kinds = { 'text/plain': blob('text/plain', plain) };
    if (rich) kinds['text/html'] = blob('text/html', rich);
    await navigator.clipboard.write([new ClipboardItem(kinds)]);
    return true;
  } catch {
    return byEvent(plain, rich);
  }
};
