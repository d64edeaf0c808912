/** The part of pdfkit that the samples use; the package brings no types. Lengths are points. */
declare module 'pdfkit' {
  interface TextOptions {
    width?: number;
    lineGap?: number;
    paragraphGap?: number;
    align?: 'left' | 'right';
    continued?: boolean;
    lineBreak?: boolean;
  }

  interface Outline {
    addItem(title: string): Outline;
  }

  export default class PDFDocument extends NodeJS.EventEmitter {
    constructor(options: {
      size: string;
      margins: { top: number; bottom: number; left: number; right: number };
      bufferPages?: boolean;
      lang?: string;
      displayTitle?: boolean;
      info?: Record<string, string>;
    });
    x: number;
    y: number;
    readonly page: { width: number; height: number; margins: { bottom: number } };
    readonly outline: Outline;
    registerFont(name: string, file: string, family?: string): this;
    font(name: string): this;
    fontSize(size: number): this;
    fillColor(color: string): this;
    strokeColor(color: string): this;
    lineWidth(width: number): this;
    rect(x: number, y: number, width: number, height: number): this;
    circle(x: number, y: number, radius: number): this;
    moveTo(x: number, y: number): this;
    lineTo(x: number, y: number): this;
    fill(color: string): this;
    stroke(): this;
    text(text: string, x: number, y: number, options?: TextOptions): this;
    text(text: string, options?: TextOptions): this;
    heightOfString(text: string, options?: TextOptions): number;
    currentLineHeight(includeGap: boolean): number;
    addPage(): this;
    bufferedPageRange(): { start: number; count: number };
    switchToPage(index: number): this;
    on(event: 'data', listener: (part: Uint8Array) => void): this;
    on(event: 'end', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    end(): void;
  }
}
