// The page's language, and the strings that scripts say: the rows `js.…` of the table of strings.
export const { language } = window.mujaz;

export const say = (name, values = {}) => {
  const text = window.mujaz.words[name];
  if (text === undefined) throw new Error(`no string is called js.${name}`);
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
};
