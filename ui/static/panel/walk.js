// The citations of one answer or brief in their order, each place once, in the language of the one
// that was pressed: a brief cites the same places in both of its columns.
const WHOLE = '.answer, .brief, .card, [data-citations]';
const ADDRESS = /^#cite-(ar|en)-\d+-\d+-[0-9a-f]{8}-(.+)$/;

const reader = (href) => (ADDRESS.exec(href) || [])[1];
const hrefOf = (link) => link.getAttribute('href');

export const isCitation = (href) => ADDRESS.test(href);
export const articleOf = (href) => (ADDRESS.exec(href) || [])[2];

const numberOf = (link) => (link.closest('.mark') ? parseInt(link.textContent.replace(/\D/g, ''), 10) : 0);

const linksAround = (link) => {
  const whole = link && link.isConnected && link.closest(WHOLE);
  return [...(whole || document).querySelectorAll('a.cite')];
};

// A list of {href, number}; the number is the one that the reader sees, else the place in the list.
export const walkOf = (link) => {
  const own = hrefOf(link);
  const places = new Map();
  for (const one of link.closest(WHOLE) ? linksAround(link) : [link]) {
    const href = hrefOf(one);
    if (!isCitation(href) || reader(href) !== reader(own) || places.has(href)) continue;
    places.set(href, numberOf(one) || places.size + 1);
  }
  return [...places].map(([href, number]) => ({ href, number }));
};

// The link on the page that leads to a place, near the one that was pressed if it is still there.
export const linkTo = (href, pressed) => linksAround(pressed).find((one) => hrefOf(one) === href) || null;
