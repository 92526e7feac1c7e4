/** The box every log begins with, as on the platform: engine, Node.js and each adaptor. */

const LOGO = ['◲ ◱  ', '◳ ◰  '];

const widthOf = (text) => [...text].length;

/**
 * @param {string} engine
 * @param {string} node Node.js' version without `v`
 * @param {{name: string, version: string}[]} adaptors
 * @returns {string} lines joined by line feeds
 */
export function versionsBox(engine, node, adaptors) {
  const titles = [
    `${engine} (Node.js v${node})`,
    ...adaptors.map(({ name, version }) => `${name}@${version}`),
  ];
  if (titles.length === 1) titles.push('no adaptor');
  const width = Math.max(...titles.map(widthOf));
  const rows = titles.map((title, index) => {
    const gap = ' '.repeat(width - widthOf(title));
    const logo = LOGO[index] ?? ' '.repeat(widthOf(LOGO[0]));
    return `│ ${logo}${index === 0 ? title + gap : gap + title} │`;
  });
  const edge = '─'.repeat(widthOf(rows[0]) - 2);
  return [`╭${edge}╮`, ...rows, `╰${edge}╯`].join('\n');
}
