// Sends files, each by a request of its own, a few at a time.
import { connection } from '../core/net.js';
import { ended } from '../core/session.js';
import { say } from '../core/words.js';

const AT_ONCE = 3;
const PAUSES = [1000, 3000, 9000]; // milliseconds before it is tried again
const BUSY = new Set([0, 408, 429, 503]); // what may pass by itself; 0: the server was not reached

const post = (id, file, name, told) => new Promise((resolve) => {
  const request = new XMLHttpRequest(); // which tells, unlike fetch, how much has been sent
  const values = new URLSearchParams({ id, name });
  request.open('POST', `/desk/library/files?${values}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.onprogress = (event) => { if (event.lengthComputable) told(event.loaded / event.total); };
  request.onload = () => {
    let detail = '';
    try { detail = JSON.parse(request.responseText).detail || ''; } catch { /* no JSON */ }
    resolve({ status: request.status, detail });
  };
  request.onerror = () => resolve({ status: 0, detail: '' });
  request.send(file);
});

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

export const uploader = ({ most, rows }) => {
  const waiting = [];
  const failed = new Map();
  let running = 0;

  const attempt = async ({ id, file, name }) => {
    for (let tried = 0; ; tried += 1) {
      const reply = await post(id, file, name, (share) => rows.sending(id, share));
      connection(reply.status !== 0);
      if (reply.status === 401) ended();
      const isOver = !BUSY.has(reply.status) || tried >= PAUSES.length;
      if (isOver) return reply;
      rows.local(id, say('upload_again'), 'waiting');
      await pause(PAUSES[tried]);
    }
  };

  const sendOne = async (upload) => {
    const { status, detail } = await attempt(upload);
    if (status >= 200 && status < 300) {
      rows.local(upload.id, say('upload_sent'), 'waiting');
      rows.follow();
      return;
    }
    failed.set(upload.id, upload);
    rows.failed(upload.id, detail || say('upload_failed'));
  };

  const next = () => {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      sendOne(waiting.shift()).finally(() => {
        running -= 1;
        rows.toSend(waiting.length + running);
        next();
      });
    }
    rows.toSend(waiting.length + running);
  };

  addEventListener('beforeunload', (event) => { if (running || waiting.length) event.preventDefault(); });
  listenToStop(rows, waiting);
  return {
    add: (id, file, name) => {
      rows.begin(id, name);
      if (file.size > most) {
        rows.failed(id, say('upload_too_large', { most: most / 1e6 }), { final: true });
        return;
      }
      waiting.push({ id, file, name });
      next();
    },
    retry: (id) => {
      const upload = failed.get(id);
      if (!upload) return;
      failed.delete(id);
      rows.local(id, say('upload_waiting'), 'waiting');
      waiting.push(upload);
      next();
    },
  };
};

// "Stop the rest" also takes back what has not been sent yet.
const listenToStop = (rows, waiting) => {
  rows.onStop(() => {
    for (const { id } of waiting.splice(0)) rows.drop(id);
    rows.toSend(0);
  });
};
