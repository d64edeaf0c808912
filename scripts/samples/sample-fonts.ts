import { existsSync } from 'node:fs';

/** A font file and, in a collection, the face in it. */
export interface Face {
  file: string;
  family?: string;
}

export interface SampleFonts {
  body: Face;
  bold: Face;
}

const liberation = '/usr/share/fonts/truetype/liberation/Liberation';
const noto = '/usr/share/fonts/opentype/noto/NotoSansCJK-';

/** Free fonts that a document may carry: fonts-liberation and fonts-noto-cjk on Debian. */
const fonts: Record<string, SampleFonts> = {
  en: { body: { file: `${liberation}Sans-Regular.ttf` }, bold: { file: `${liberation}Sans-Bold.ttf` } },
  'zh-CN': {
    body: { file: `${noto}Regular.ttc`, family: 'NotoSansCJKsc-Regular' },
    bold: { file: `${noto}Bold.ttc`, family: 'NotoSansCJKsc-Bold' },
  },
};

/** The fonts of the samples in a language. Throws with the name of the file that is not installed. */
export function sampleFonts(language: string): SampleFonts {
  const found = fonts[language];
  if (!found) throw new Error(`There are no fonts for ${language}.`);
  const missing = Object.values(found).find(({ file }) => !existsSync(file));
  if (missing) throw new Error(`${missing.file} is missing: install fonts-liberation and fonts-noto-cjk.`);
  return found;
}
