// @ts-check

/**
 * Imports one of the packages that are installed in this folder, and not with ours.
 *
 * @param {string} specifier
 * @returns {Promise<any>}
 */
export function peer(specifier) {
  return import(specifier)
}
