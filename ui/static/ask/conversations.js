export const mount = (element) => {
  element.dataset.drawn = 'yes';
};
