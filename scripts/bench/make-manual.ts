import PDFDocument from 'pdfkit';

const subjects = ['The valve', 'A sealed hose', 'The control unit', 'Each sensor', 'The main pump', 'This filter'];
const verbs = ['regulates', 'reports', 'limits', 'stores', 'protects', 'measures'];
const objects = [
  'the pressure in the second circuit',
  'temperatures above 80 degrees',
  'the flow of coolant',
  'spare energy',
];

/** A manual of text pages, the same on every run. */
export async function makeManual(pages: number): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', margin: 72 });
  const parts: Buffer[] = [];
  pdf.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  for (let page = 0; page < pages; page++) {
    if (page > 0) pdf.addPage();
    pdf
      .fontSize(18)
      .text(`${page + 1} Section ${page + 1}`)
      .moveDown();
    pdf.fontSize(10);
    for (let paragraph = 0; paragraph < 8; paragraph++) {
      const sentences = Array.from({ length: 6 }, (_, i) => {
        const at = page * 48 + paragraph * 6 + i;
        return `${subjects[at % 6]} ${verbs[(at >> 2) % 6]} ${objects[(at >> 1) % 4]} under rule ${at}.`;
      });
      pdf.text(sentences.join(' ')).moveDown(0.5);
    }
  }
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}
