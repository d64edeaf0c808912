import { runProgram } from './run-program.ts';

/** A word on a picture, in pixels from its upper left corner. */
export interface RecognisedWord {
  text: string;
  left: number;
  top: number;
  width: number;
  height: number;
  /** Words with the same number stand on one line, lines with the same number in one paragraph. */
  line: string;
  paragraph: string;
}

/** Language packs in the order in which they are asked for; more than a few at once make reading slow. */
const wantedLanguages = ['eng', 'chi_sim', 'chi_tra', 'jpn', 'kor', 'deu', 'fra', 'spa', 'rus', 'por', 'ita'];
const mostLanguages = 4;
/** Of 100. Words below are specks and lines taken for letters. */
const lowestConfidence = 30;
const pageMs = 60_000;

export interface Tesseract {
  languages: string[];
  /** Packs without which English or Chinese pages cannot be read. */
  missing: string[];
}

/** The text recognition that is installed on this machine; null when there is none. */
export async function findTesseract(): Promise<Tesseract | null> {
  const listed = await runProgram('tesseract', ['--list-langs'], { timeoutMs: 10_000 });
  if (!listed) return null;
  const installed = new Set(listed.toString('utf8').split(/\s+/));
  return {
    languages: wantedLanguages.filter((language) => installed.has(language)).slice(0, mostLanguages),
    missing: ['eng', 'chi_sim', 'chi_tra'].filter((language) => !installed.has(language)),
  };
}

/** The words on a picture (a PNM file), in the order of reading; null when the program fails or is cancelled. */
export async function recognise(
  picture: Uint8Array,
  tesseract: Tesseract,
  dotsPerInch: number,
  signal: AbortSignal | undefined,
): Promise<RecognisedWord[] | null> {
  const args = [
    'stdin',
    'stdout',
    '-l',
    tesseract.languages.join('+'),
    '--dpi',
    String(Math.round(dotsPerInch)),
    'tsv',
  ];
  const output = await runProgram('tesseract', args, { input: picture, timeoutMs: pageMs, signal });
  if (!output) return null;
  return output
    .toString('utf8')
    .split('\n')
    .slice(1)
    .flatMap((row) => {
      const [level, , block, paragraph, line, , left, top, width, height, confidence, text = ''] = row.split('\t');
      if (level !== '5' || Number(confidence) < lowestConfidence || text.trim() === '') return [];
      return [
        {
          text: text.trim(),
          left: Number(left),
          top: Number(top),
          width: Number(width),
          height: Number(height),
          line: `${block} ${paragraph} ${line}`,
          paragraph: `${block} ${paragraph}`,
        },
      ];
    });
}
