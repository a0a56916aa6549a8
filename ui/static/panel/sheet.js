// In a narrow window the panel is a sheet that comes up from below. Its grip is pulled up to the
// full height, down to half of it, and further down to close it; pressed, it changes the height.
import { say } from '../core/words.js';

const NARROW = matchMedia('(max-width: 767.98px)');
const STILL = 6; // pixels: a press that moves no further is no pull

export const isNarrow = () => NARROW.matches;

export const sheet = (panel, grip, close) => {
  let from = null;
  let pulled = false;

  const set = (size) => {
    panel.dataset.size = size;
    panel.style.removeProperty('--sheet');
    grip.setAttribute('aria-expanded', String(size === 'full'));
    grip.setAttribute('aria-label', say(size === 'full' ? 'panel_half' : 'panel_full'));
  };
  const heightAt = (event) => from.height + from.y - event.clientY;

  grip.addEventListener('pointerdown', (event) => {
    from = { y: event.clientY, height: panel.getBoundingClientRect().height };
    pulled = false;
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener('pointermove', (event) => {
    if (!from || (!pulled && Math.abs(event.clientY - from.y) <= STILL)) return;
    pulled = true;
    panel.dataset.size = 'pulled';
    panel.style.setProperty('--sheet', `${Math.max(0, heightAt(event))}px`);
  });
  const release = (event) => {
    if (from && pulled) {
      const share = heightAt(event) / innerHeight;
      set(share > 0.75 ? 'full' : 'half');
      if (share < 0.3) close();
    }
    from = null;
  };
  grip.addEventListener('pointerup', release);
  grip.addEventListener('pointercancel', release);
  grip.addEventListener('click', () => {
    if (!pulled) set(panel.dataset.size === 'full' ? 'half' : 'full');
    pulled = false;
  });
  set('half');
  return set;
};
