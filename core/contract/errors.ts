/**
 * The closed set of errors that may cross a process or network boundary.
 * The HTTP status is the one used by the REST shell; every transport carries the code unchanged.
 */
export const errorCodes = {
  'bad-request': { status: 400, message: 'The request is not valid. Check the values that were given.' },
  'not-allowed': { status: 403, message: 'This address or token is not allowed to use Tandem.' },
  'not-found': { status: 404, message: 'There is no such item. It may have been removed.' },
  conflict: { status: 409, message: 'This cannot be done in the present state.' },
  cancelled: { status: 499, message: 'Stopped before it was finished. Nothing that was already stored is lost.' },
  'timed-out': { status: 504, message: 'This took longer than its limit and was stopped.' },
  internal: { status: 500, message: 'Something unexpected went wrong. Your documents and chats are kept.' },
  'data-folder-in-use': {
    status: 423,
    message: 'Another Tandem is using this data folder. Close it, or choose another folder with --data.',
  },
  'data-folder-unusable': {
    status: 500,
    message: 'The data folder cannot be read or written. Check its permissions and free space.',
  },
  'data-folder-newer': {
    status: 409,
    message: 'This data folder was written by a newer Tandem. Open it with that version; nothing was changed.',
  },
  'disk-full': { status: 507, message: 'The disk is full. Free some space and try again; nothing was lost.' },
  'document-unreadable': {
    status: 422,
    message: 'The file is damaged or is not what its name says. Open it in its own program and save it again.',
  },
  'document-encrypted': {
    status: 422,
    message: 'The file is protected by a password. Save a copy without the password and import that.',
  },
  'document-empty': { status: 422, message: 'The file is empty. There is nothing to read in it.' },
  'document-scanned': {
    status: 422,
    message:
      'The file holds pictures of pages and no text. Run text recognition (OCR) on it first, or install Tesseract with ' +
      'its language packs and import the file again.',
  },
  'document-duplicate': {
    status: 409,
    message: 'The library already holds a document with exactly these contents.',
  },
  'document-unsupported': {
    status: 415,
    message:
      'This kind of file cannot be read. PDF, Word, PowerPoint and Excel (.docx, .pptx, .xlsx), OpenDocument, EPUB, ' +
      'HTML, e-mail (.eml), CSV, JSON, Markdown, text and source code can.',
  },
  'document-too-large': {
    status: 413,
    message:
      'The file is too large: it holds more than 64 MB of text, or reading it needs more memory than ' +
      'its limit. Split it and import the parts.',
  },
  'document-unpacks-too-large': {
    status: 413,
    message: 'Unpacked, the file would be far larger than a document. Save it in smaller parts and import those.',
  },
  'document-too-many-parts': {
    status: 413,
    message: 'The file is packed from more parts than a document has. Save it in its own program as a new file.',
  },
  'document-too-many-pages': {
    status: 413,
    message: 'The file has more pages than can be read at once (20,000). Split it and import the parts.',
  },
  'document-too-deep': {
    status: 422,
    message: 'The contents of the file are nested too deeply to be read. Save it in a simpler form.',
  },
  'document-timed-out': {
    status: 504,
    message: 'Reading the file took longer than its limit and was stopped. Try again or split the file.',
  },
  'document-missing': { status: 404, message: 'The file is no longer where it was. Put it back and try again.' },
  'folder-unreachable': {
    status: 404,
    message: 'The folder cannot be reached. Connect its drive or put it back; its documents are kept.',
  },
  'folder-replaced': {
    status: 409,
    message:
      'Another or an empty folder is where the watched one was. Its documents are kept. Connect the drive, or look ' +
      'through the folder again to accept it as it is.',
  },
  'folder-already-watched': {
    status: 409,
    message: 'The library already watches this folder, one that holds it, or one inside it.',
  },
  'watch-limited': {
    status: 503,
    message: 'The system cannot tell of changes in this folder. It is looked through every few seconds instead.',
  },
  'version-unknown': { status: 404, message: 'There is no such version installed.' },
  'version-incompatible': { status: 409, message: 'This version cannot be used here. See the details.' },
  'manifest-invalid': { status: 422, message: 'The manifest is not valid. See the details.' },
  'question-set-invalid': {
    status: 422,
    message: 'The question set is not valid. Correct the lines that the details name, and run it again.',
  },
  'model-missing': {
    status: 404,
    message: 'The model file of this version is not on this machine. Add it under Models.',
  },
  'model-invalid': { status: 422, message: 'The file is not a model that can be loaded. It must be a complete GGUF.' },
  'model-too-large': { status: 507, message: 'The model does not fit into the memory of this machine.' },
  'model-crashed': {
    status: 503,
    message: 'The model process stopped while it was answering. It is being started again; ask once more.',
  },
  'model-timed-out': { status: 504, message: 'The model did not answer within its limit and was stopped.' },
  'prompt-too-long': { status: 413, message: 'The question and its passages do not fit into the context window.' },
  'index-failed': {
    status: 503,
    message: 'The search index stopped. It is being rebuilt from stored vectors; ask once more.',
  },
  'parser-crashed': { status: 503, message: 'The program that reads files stopped. Try this file again.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errorCodes;

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}

/** The form in which an error crosses a process boundary. */
export interface WireError {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
}

/** The one error class of the application. Everything a caller can act on is in `code` and `details`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, details: Record<string, unknown> = {}, options?: { cause?: unknown; message?: string }) {
    super(options?.message ?? errorCodes[code].message, { cause: options?.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, details: this.details };
  }

  static fromWire(wire: WireError): AppError {
    const code = isErrorCode(wire.code) ? wire.code : 'internal';
    return new AppError(code, wire.details ?? {}, { message: wire.message });
  }

  /** Turns anything thrown into an AppError: known errors stay as they are, aborts become `cancelled`. */
  static from(error: unknown, fallback: ErrorCode = 'internal'): AppError {
    if (error instanceof AppError) return error;
    if (error instanceof Error) {
      if (error.name === 'AbortError') return new AppError('cancelled', {}, { cause: error });
      const system = (error as NodeJS.ErrnoException).code;
      if (system === 'ENOSPC' || system === 'SQLITE_FULL' || system === 'EDQUOT')
        return new AppError('disk-full', {}, { cause: error });
      return new AppError(fallback, { cause: error.message }, { cause: error });
    }
    return new AppError(fallback, { cause: String(error) });
  }
}
