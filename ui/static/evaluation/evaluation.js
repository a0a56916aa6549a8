// The tab of evaluation.
export const mount = (element) => {
  element.dataset.drawn = 'yes';
};
