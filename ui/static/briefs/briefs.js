// The tab of briefs.
export const mount = (element) => {
  element.dataset.drawn = 'yes';
};
