import type { ProblemCode } from '../shared/problem.ts';

export type ErrorWords = Record<ProblemCode, { what: string; next: string }>;

/** Words for every error: what happened; then what was kept and what to do. */
export const errors = {
  'bad-request': {
    what: 'That request was not valid.',
    next: 'Nothing was changed. Check what you entered and try again.',
  },
  'not-allowed': {
    what: 'This window may not use Tandem.',
    next: 'Nothing was changed. Open the address that Tandem printed when it started, including its token.',
  },
  'not-found': {
    what: 'This is no longer there.',
    next: 'It may have been removed. Everything else is kept.',
  },
  conflict: {
    what: 'This cannot be done right now.',
    next: 'Nothing was changed. Wait for what is running to finish, then try again.',
  },
  cancelled: { what: 'Stopped.', next: 'What had already been stored is kept.' },
  'timed-out': { what: 'This took longer than its limit.', next: 'It was stopped; nothing was lost. Try again.' },
  internal: {
    what: 'Something unexpected went wrong.',
    next: 'Your documents and chats are kept. Try again; if it happens again, run the self-test in Settings.',
  },
  'data-folder-in-use': {
    what: 'Another Tandem is using this data folder.',
    next: 'Nothing was changed. Close the other one, or start with another folder.',
  },
  'data-folder-unusable': {
    what: 'The data folder cannot be read or written.',
    next: 'Nothing was changed. Check its permissions and the free space on its disk.',
  },
  'data-folder-newer': {
    what: 'This data folder was written by a newer Tandem.',
    next: 'Nothing was changed. Open it with that version.',
  },
  'disk-full': { what: 'The disk is full.', next: 'Nothing was lost. Free some space and try again.' },
  'document-unreadable': {
    what: 'The file is damaged, or is not what its name says.',
    next: 'Open it in its own program, save it again, and retry.',
  },
  'document-encrypted': {
    what: 'The file is protected by a password.',
    next: 'Save a copy without the password and import that.',
  },
  'document-empty': { what: 'The file holds no text.', next: 'There is nothing to search in it.' },
  'document-scanned': {
    what: 'The file holds pictures of pages and no text.',
    next: 'Run text recognition (OCR) on it first, or install Tesseract with its language packs and import it again.',
  },
  'document-duplicate': {
    what: 'The library already holds exactly this document.',
    next: 'It was not added a second time.',
  },
  'document-unsupported': {
    what: 'This kind of file cannot be read.',
    next: 'PDF, Word, PowerPoint, Excel (.docx, .pptx, .xlsx), OpenDocument, EPUB, HTML, e-mail, CSV, JSON, Markdown, text and source code can. Save it as one of these.',
  },
  'document-too-large': {
    what: 'The file holds more than 64 MB of text, or needs more memory than one file may use.',
    next: 'Split it and import the parts.',
  },
  'document-unpacks-too-large': {
    what: 'Unpacked, the file would be far larger than a document.',
    next: 'Nothing was kept of it. Save it in smaller parts and import those.',
  },
  'document-too-many-parts': {
    what: 'The file is packed from more parts than a document has.',
    next: 'Save it in its own program as a new file and import that.',
  },
  'document-too-many-pages': {
    what: 'The file has more than 20,000 pages.',
    next: 'Split it and import the parts.',
  },
  'document-too-deep': {
    what: 'The contents of the file are nested too deeply to be read.',
    next: 'Save it in a simpler form and import that.',
  },
  'document-timed-out': {
    what: 'Reading the file took longer than its limit.',
    next: 'Try it again, or split it.',
  },
  'document-missing': { what: 'The file is no longer where it was.', next: 'Put it back and try again.' },
  'folder-unreachable': {
    what: 'The folder cannot be reached.',
    next: 'Its documents are kept. Check the path, connect its drive, or put the folder back.',
  },
  'folder-replaced': {
    what: 'Another or an empty folder is where the watched one was.',
    next: 'Its documents are kept. Connect the drive, or look through the folder again to accept it as it is.',
  },
  'folder-already-watched': {
    what: 'The library already watches this folder, one that holds it, or one inside it.',
    next: 'Nothing was changed. Its documents are looked after already.',
  },
  'watch-limited': {
    what: 'The system cannot tell of changes in this folder.',
    next: 'It is looked through every few seconds instead. There is nothing to do.',
  },
  'version-unknown': {
    what: 'This version is not installed.',
    next: 'Your chats are kept. Choose another version.',
  },
  'version-incompatible': {
    what: 'This version cannot be used here.',
    next: 'The versions you have go on working. The details say what is missing.',
  },
  'manifest-invalid': {
    what: 'The description of this version is not valid.',
    next: 'Nothing was installed. The details name the key.',
  },
  'question-set-invalid': {
    what: 'The question set is not valid.',
    next: 'Nothing was run. The details name the lines to correct.',
  },
  'model-missing': {
    what: 'The model of this version is not on this machine.',
    next: 'Put its file into the models folder, or use another version.',
  },
  'model-invalid': {
    what: 'The model file cannot be loaded.',
    next: 'It must be a complete GGUF file. Copy it again.',
  },
  'model-too-large': {
    what: 'The model does not fit into the memory of this machine.',
    next: 'Your chats are kept. Close other programs, or use a version with a smaller model.',
  },
  'model-crashed': {
    what: 'The model stopped while it was answering.',
    next: 'Your question is kept, and the model is being started again. Ask once more.',
  },
  'model-timed-out': {
    what: 'The model did not answer within its limit.',
    next: 'Your question is kept. Ask again, or ask something shorter.',
  },
  'prompt-too-long': {
    what: 'The question and its passages are too long for the model.',
    next: 'Your question is kept. Make it shorter and ask again.',
  },
  'index-failed': {
    what: 'The search index stopped.',
    next: 'Your documents are kept and the index is being rebuilt. Ask once more in a moment.',
  },
  'parser-crashed': { what: 'The program that reads files stopped.', next: 'Try this file again.' },
  unreachable: {
    what: 'Tandem does not answer.',
    next: 'Everything that was stored is kept. Check that it is still running, then try again.',
  },
} as const satisfies ErrorWords;
