/** What one file may ask for. Beyond these lies nothing that people call a document, or more than a machine can hold. */

/** Bytes of a file that is read at all; Node refuses to read more than 2 GiB into memory in one piece. */
export const largestFile = 1024 ** 3;
/** Bytes of a file of plain text in any format: its text is held several times over while it is read and cut. */
export const largestTextFile = 64 * 1024 ** 2;
/** UTF-16 characters of text that one document may yield. */
export const largestText = 64 * 1024 ** 2;
/** Bytes that the parts of a packed file may unpack to, together and each. */
export const largestUnpacked = 400 * 1024 ** 2;
export const largestPart = 256 * 1024 ** 2;
/** A part beyond the size that is packed closer than the ratio holds nothing but repetition. */
export const suspectPart = { bytes: 32 * 1024 ** 2, ratio: 500 };
/** Parts of a packed file. */
export const mostParts = 20_000;
/** Levels of XML elements and of JSON values. Real documents stay below a tenth of it. */
export const deepestNesting = 256;
/** Levels of HTML elements that are kept apart; deeper ones count as siblings, as in browsers. */
export const deepestHtml = 200;
/** Pages of a PDF, slides of a presentation. */
export const mostPages = 20_000;
