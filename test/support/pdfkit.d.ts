/** The part of pdfkit that the fixture makers use; the package brings no types. */
declare module 'pdfkit' {
  import type { Readable } from 'node:stream';

  interface Options {
    size?: string | [number, number];
    margin?: number;
    compress?: boolean;
    userPassword?: string;
    ownerPassword?: string;
    autoFirstPage?: boolean;
    info?: Record<string, unknown>;
  }
  interface TextOptions {
    width?: number;
    align?: 'left' | 'justify' | 'center' | 'right';
    columns?: number;
    columnGap?: number;
    height?: number;
    lineBreak?: boolean;
    indent?: number;
  }
  class PDFDocument extends Readable {
    constructor(options?: Options);
    page: { dictionary: { data: Record<string, unknown> }; width: number; height: number };
    x: number;
    y: number;
    outline: Outline;
    font(name: string): this;
    fontSize(size: number): this;
    text(text: string, options?: TextOptions): this;
    text(text: string, x: number, y: number, options?: TextOptions): this;
    moveDown(lines?: number): this;
    addPage(options?: Options): this;
    image(source: Uint8Array, x: number, y: number, options: { width: number; height: number }): this;
    rotate(degrees: number, options?: { origin: [number, number] }): this;
    save(): this;
    restore(): this;
    end(): void;
  }
  interface Outline {
    addItem(title: string): Outline;
  }
  export default PDFDocument;
}
