export interface TableCell {
  text: string;
  /** A number, a date, a share or the like, as figures in a table are; not a name or a sentence. */
  value: boolean;
  /** The file itself says that it is a header. */
  header: boolean;
}

/** A cell at its column, 0-based. A merged cell is the same object in every place it covers. */
export interface PlacedCell {
  column: number;
  cell: TableCell;
}

/** The cells of a row that hold something, by column; none for an empty row. */
export type TableRow = PlacedCell[];

const figure =
  /^[\s(~≈<>≤≥±+−-]*(?:[$€£¥￥₹]|[A-Z]{2,3}\s)?\s*[-−+]?\d[\d\s.,'’/:×x–-]*\s*(?:%|‰|°[CF]?|[$€£¥₹元]|[a-zA-Zµ]{1,4}[²³]?(?:\/[a-zA-Z]{1,3})?)?\)?$/;
const date = /^\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/;

/** Whether a text is a figure: a number with or without unit, a share, a date, a time, yes or no. */
export function isValue(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 40) return false;
  return figure.test(trimmed) || date.test(trimmed) || /^(?:true|false|yes|no|是|否|[-–—]|n\/a)$/i.test(trimmed);
}
