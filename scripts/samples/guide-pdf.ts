import type { Browser } from 'playwright-core';
import type { Block, Guide, Run } from './guide.ts';

/** Prints a guide on A4 with page numbers, an outline and embedded fonts. */
export async function guideToPdf(guide: Guide, language: string, browser: Browser): Promise<Uint8Array> {
  const page = await browser.newPage();
  try {
    await page.setContent(toHtml(guide, language));
    return await page.pdf({
      format: 'A4',
      margin: { top: '24mm', bottom: '22mm', left: '24mm', right: '24mm' },
      tagged: true,
      outline: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: `<div style="width:100%;padding:0 24mm;font:8pt ${fonts[language]};color:#646b78;display:flex;justify-content:space-between">
        <span>Tandem</span><span class="pageNumber"></span></div>`,
    });
  } finally {
    await page.close();
  }
}

const fonts: Record<string, string> = {
  en: "'Liberation Sans', Arial, sans-serif",
  'zh-CN': "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif",
};

function toHtml(guide: Guide, language: string): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escape(guide.title)}</title>
<style>
  body { margin: 0; font: 10.5pt/1.6 ${fonts[language]}; color: #1f2328; }
  h1 { margin: 0 0 6mm; padding-bottom: 4mm; font-size: 24pt; line-height: 1.2; border-bottom: 2.5pt solid;
    border-image: linear-gradient(90deg, #2f6f4f 50%, #a64c16 50%) 1; }
  h2 { margin: 8mm 0 2mm; font-size: 14pt; line-height: 1.3; color: #2f6f4f; break-after: avoid; }
  p { margin: 0 0 3mm; orphans: 3; widows: 3; }
  h1 + p { font-size: 11.5pt; color: #4a515c; }
  ul { margin: 0 0 3mm; padding-left: 6mm; }
  table { width: 100%; margin: 3mm 0 5mm; border-collapse: collapse; break-inside: avoid; font-size: 9.5pt; }
  th, td { padding: 2mm 3mm; text-align: left; vertical-align: top; border-bottom: 0.5pt solid #d9d8d3; }
  thead th { border-bottom: 1pt solid #1f2328; }
  tbody td:first-child { color: #4a515c; }
  code { font: 9pt 'Liberation Mono', Consolas, monospace; }
</style></head><body>${guide.blocks.map(toElement).join('\n')}</body></html>`;
}

function toElement(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<h${block.level}>${toText(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${toText(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${toText(item)}</li>`).join('')}</ul>`;
    case 'table': {
      const head = block.head.map((cell) => `<th>${toText(cell)}</th>`).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((cell) => `<td>${toText(cell)}</td>`).join('')}</tr>`);
      return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
    }
  }
}

function toText(runs: Run[]): string {
  return runs
    .map(({ text, style }) => {
      if (style === 'bold') return `<strong>${escape(text)}</strong>`;
      return style === 'code' ? `<code>${escape(text)}</code>` : escape(text);
    })
    .join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
