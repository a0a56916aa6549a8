import { answer } from '../core/calls.js';
export const mount = (element) => {
  answer('ask', (q) => { console.log('asked', q); return ''; });
};
