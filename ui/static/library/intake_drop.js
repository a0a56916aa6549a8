// Files that are dropped anywhere on the tab go to the part that adds articles, which is opened for
// it. The files of a drop or of a file box, each with its path in the folder that was dropped. Hidden
// files are left out, as they are when a folder is indexed.

import { may } from '../core/session.js';

const hasFiles = (transfer) => Boolean(transfer) && [...transfer.types].includes('Files');

const isHidden = (path) => path.split('/').some((part) => part.startsWith('.'));

export const fromInput = (input) => [...input.files]
  .map((file) => ({ file, name: file.webkitRelativePath || file.name }))
  .filter(({ name }) => !isHidden(name) || !name.includes('/'));

const fileOf = (entry) => new Promise((resolve) => { entry.file(resolve, () => resolve(null)); });

// A folder gives its entries a hundred at a time, until it gives none.
const entriesOf = (reader) => new Promise((resolve) => { reader.readEntries(resolve, () => resolve([])); });

const walk = async (entry, found) => {
  if (entry.isFile) {
    const file = await fileOf(entry);
    if (file) found.push({ file, name: entry.fullPath.replace(/^\/+/, '') || file.name });
    return;
  }
  const reader = entry.createReader();
  for (let some = await entriesOf(reader); some.length; some = await entriesOf(reader)) {
    for (const one of some) if (!one.name.startsWith('.')) await walk(one, found);
  }
};

const fromTransfer = async (transfer) => {
  // What is dropped can be asked for only while the event is being heard.
  const items = [...transfer.items].filter((item) => item.kind === 'file').map((item) => ({
    entry: item.webkitGetAsEntry ? item.webkitGetAsEntry() : null, file: item.getAsFile(),
  }));
  const found = [];
  for (const { entry, file } of items) {
    if (entry && entry.isDirectory) await walk(entry, found);
    else if (file) found.push({ file, name: file.name });
  }
  return found;
};

let waiting = [];
let take = null;

// Calls `taken(files)` for what is dropped, also for what was before this was called.
export const onDrop = (taken) => {
  take = taken;
  if (waiting.length) take(waiting.splice(0));
};

// Hears what is dropped on the page while the tab is shown; `open()` is called before it is taken.
// Elsewhere nothing happens: the browser would leave the page for the file.
export const hearDrops = (tab, open) => {
  const isShown = () => tab.offsetParent !== null && may('write');
  const mark = (isOver) => { tab.dataset.drop = isOver ? 'over' : ''; };
  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    mark(isShown());
  });
  document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) mark(false); });
  document.addEventListener('drop', async (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    mark(false);
    if (!isShown()) return;
    const finding = fromTransfer(event.dataTransfer);
    open();
    const files = await finding;
    if (take) take(files);
    else waiting.push(...files);
  });
};
