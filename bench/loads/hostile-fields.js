// @ts-check

/**
 * The fields that cost a careless parser most, each as long as it may be.
 *
 * @param {number} length bytes
 * @param {string} tag the entity tag that the server gives
 */
export function hostileFields(length, tag) {
  const filled = (/** @type {string} */ piece, before = '', after = '') =>
    before + piece.repeat(Math.floor((length - before.length - after.length) / piece.length)) + after
  return [
    { name: 'Range', value: filled('0-0,', 'bytes=', '0-0') },
    { name: 'Range', value: filled(',', 'bytes=0-0', '5-6') },
    { name: 'Range', value: filled('9', 'bytes=0-') },
    { name: 'Range', value: filled(' ', 'bytes=', 'x') },
    { name: 'Range', value: filled('0', 'bytes=', '1-2') },
    { name: 'If-None-Match', value: filled('"aaaaaaaaaaaa", ', '', '"x"') },
    { name: 'If-None-Match', value: filled('"aaaaaaaaaaaa", ', '', tag) },
    { name: 'If-None-Match', value: filled('"",', '', tag) },
    { name: 'If-None-Match', value: filled('"', '', tag) },
    { name: 'If-None-Match', value: filled(' ', '"a"', tag) },
    { name: 'If-None-Match', value: filled('W/', '', tag) },
  ]
}
