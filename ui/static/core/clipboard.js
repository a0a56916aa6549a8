// Copies to the clipboard: a text alone, or one that keeps its direction and links where it is pasted.

// A page without a certificate on a local network has no `navigator.clipboard`.
const byEvent = ({ plain, rich }) => {
  let isDone = false;
  const put = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData.setData('text/plain', plain);
    if (rich) event.clipboardData.setData('text/html', rich);
    isDone = true;
  };
  document.addEventListener('copy', put, { capture: true });
  document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
  if (!isDone) throw new Error('not copied');
};

export const copyText = async (plain) => {
  try {
    await navigator.clipboard.writeText(plain);
  } catch {
    byEvent({ plain });
  }
};

// Copies `{plain, rich}`, or what a promise resolves to. The clipboard is given promises, because
// some browsers let it be written only within the reader's click.
export const copy = async (given) => {
  const as = async (type, name) => new Blob([(await given)[name]], { type });
  try {
    await navigator.clipboard.write([new ClipboardItem({
      'text/plain': as('text/plain', 'plain'), 'text/html': as('text/html', 'rich'),
    })]);
  } catch {
    byEvent(await given);
  }
};
