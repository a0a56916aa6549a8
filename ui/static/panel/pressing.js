// Tells of every citation on the page that is pressed: `pressed(href, link)`.
const citationAt = (node) => (node instanceof Element ? node.closest('a.cite') : null);

export const onCitation = (pressed) => {
  // A message may be drawn anew between press and release, and then there is no click: what was
  // pressed counts all the same when the same citation stands under the pointer at the release.
  let down = null;
  document.addEventListener('pointerdown', (event) => {
    down = event.isPrimary && event.button === 0 ? citationAt(event.target) : null;
  }, true);
  document.addEventListener('pointerup', (event) => {
    const link = citationAt(event.target);
    const href = down && !down.isConnected && down.getAttribute('href');
    down = null;
    if (href && link && link.getAttribute('href') === href) pressed(href, link);
  }, true);
  document.addEventListener('click', (event) => {
    const link = citationAt(event.target);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    pressed(link.getAttribute('href'), link);
  }, true);
};
