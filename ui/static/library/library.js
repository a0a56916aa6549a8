// The tab of library.
export const mount = (element) => {
  element.dataset.drawn = 'yes';
};
