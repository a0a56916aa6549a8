// What Gradio's buttons and boxes call (`ui.widgets.call`): a script puts its functions here. A call
// that comes before its script is there, as of a reader who is quick to press Enter, waits for it.
const waiting = [];

window.mujaz.calls = new Proxy({}, {
  get: (calls, name) => calls[name] || ((...values) => new Promise((done) => {
    waiting.push({ name, values, done });
  })),
});

export const answer = (name, called) => {
  window.mujaz.calls[name] = called;
  for (const call of waiting.splice(0)) {
    if (call.name === name) call.done(called(...call.values));
    else waiting.push(call);
  }
};
