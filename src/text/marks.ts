/** What the reading of markup (format/joined.ts) puts between two texts where digits do not go on, and what detectors know these places by. */

/** Between cells of a table, and elements of XML with names of their own. */
export const CELL_MARK = '\n;;\n';
/** Between blocks of text. */
export const BLOCK_MARK = '\n;\n';
