// The tab of library.
export const mount = (element) => {
  for (const name of ['intake', 'upkeep']) {
    const section = document.createElement('section');
    section.id = name;
    element.append(section);
    import(`./${name}.js`).then((room) => room.mount(section));
  }
  element.dataset.drawn = 'yes';
};
