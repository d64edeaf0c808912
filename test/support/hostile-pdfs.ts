import { strToU8 } from 'fflate';
import { damaged, type HostileFile } from './hostile-file.ts';

function pdfOf(objects: string[]): Uint8Array {
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return strToU8(`%PDF-1.7\n${body}trailer << /Root 1 0 R /Size ${objects.length + 1} >>\n%%EOF\n`);
}

/** PDFs whose parts lead back to themselves or promise what nobody can hold. */
export function hostilePdfs(): HostileFile[] {
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99]';
  return [
    {
      what: 'a tree of pages that holds itself',
      name: 'a.pdf',
      bytes: pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R] >>']),
      ends: damaged,
    },
    {
      what: 'a form that draws itself',
      name: 'a.pdf',
      bytes: pdfOf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
        `${page} /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>`,
        '<< /Length 5 >>\nstream\n/X Do\nendstream',
        '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream',
      ]),
      ends: damaged,
    },
    {
      what: 'an outline that leads back to itself',
      name: 'a.pdf',
      bytes: pdfOf([
        '<< /Type /Catalog /Pages 2 0 R /Outlines 3 0 R >>',
        '<< /Type /Pages /Count 0 /Kids [] >>',
        '<< /First 4 0 R >>',
        '<< /Title (x) /Next 4 0 R /First 4 0 R >>',
      ]),
      ends: damaged,
    },
    {
      what: 'a count of two billion pages',
      name: 'a.pdf',
      bytes: pdfOf([
        '<< /Type /Catalog /Pages 2 0 R >>',
        '<< /Type /Pages /Count 2000000000 /Kids [3 0 R] >>',
        `${page} >>`,
      ]),
      ends: ['document-too-many-pages', ...damaged],
    },
    {
      what: 'cross references that lead back to themselves',
      name: 'a.pdf',
      bytes: strToU8(
        '%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R /Prev 9 /Size 1 >>\nstartxref\n9\n%%EOF',
      ),
      ends: damaged,
    },
    {
      what: 'objects nested 50,000 deep',
      name: 'a.pdf',
      bytes: pdfOf([`<< /Type /Catalog /Pages ${'['.repeat(50_000)} >>`]),
      ends: [...damaged, 'document-too-deep'],
    },
    { what: 'nothing behind its header', name: 'a.pdf', bytes: strToU8('%PDF-1.7\n'), ends: damaged },
  ];
}
