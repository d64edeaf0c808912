import type { Comparison, EvaluationReport, ScoreDifference } from '../contract/index.ts';
import { type Html, html, trusted } from './html.ts';
import { fixed, intervalPicture, shownMetrics } from './report-parts.ts';
import { comparedPairs, environment, human, meanings, slices, versionTable } from './report-sections.ts';
import { reportStyle } from './report-style.ts';
import { english, type ReportTexts } from './report-texts-en.ts';
import { chinese } from './report-texts-zh.ts';

/** The report as one HTML file that needs nothing else: no script, no font, no picture from anywhere. */
export function reportHtml(report: EvaluationReport, language: 'en' | 'zh-CN'): string {
  const texts = language === 'zh-CN' ? chinese : english;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(report.startedAt);
  const seconds = ((report.finishedAt - report.startedAt) / 1000).toFixed(1);
  const { set, library } = report;
  const page = html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${texts.title} · ${set.name}</title>
<style>${trusted(reportStyle)}</style>
</head>
<body>
<header>
<h1>${texts.title}</h1>
<p>${texts.set}: <strong>${set.name}</strong>, ${texts.cases(set.cases)} · ${texts.library}: <strong>${library.name}</strong>,
${texts.documents(library.documents)} · ${texts.ran}: ${date}, ${texts.seconds(seconds)}</p>
${remark(texts.ignored, set.ignored)}${remark(texts.unknownDocuments, report.unknownDocuments)}
</header>
<main>
<section><h2>${texts.verdictTitle}</h2>
${report.comparisons.length === 0 ? html`<p>${texts.noComparison}</p>` : report.comparisons.map((item) => verdict(texts, item))}
</section>
<section><h2>${texts.versions}</h2>${versionTable(texts, report)}</section>
${report.comparisons.map((item) => comparison(texts, report, item))}
<section><h2>${texts.slices}</h2>${slices(texts, report)}</section>
<section><h2>${texts.human}</h2>${human(texts, report.human)}</section>
<section><h2>${texts.environment}</h2>${environment(texts, report)}</section>
<section><h2>${texts.explained}</h2><ul>${texts.explanation.map((line) => html`<li>${line}</li>`)}</ul>
${meanings(texts, report)}</section>
</main>
</body>
</html>
`;
  return page.html;
}

function remark(title: string, items: readonly string[]): Html | null {
  return items.length === 0 ? null : html`<p class="quiet">${title}: ${items.join(', ')}</p>`;
}

function verdict(texts: ReportTexts, item: Comparison): Html {
  return html`<div class="card ${item.verdict}"><p><span class="word">${texts.verdict[item.verdict]}</span>
· ${texts.against(item.version, item.baseline)}</p>
<p class="quiet">${texts.verdictMeans[item.verdict]}</p>
<ul>${item.reasons.map((reason) => html`<li>${texts.reason(reason)}</li>`)}</ul></div>
`;
}

function comparison(texts: ReportTexts, report: EvaluationReport, item: Comparison): Html {
  return html`<section><h2>${texts.differences}: ${texts.against(item.version, item.baseline)}</h2>
<p>${texts.lostGained(item.lost, item.gained)}</p>
${differenceTable(texts, item)}
<h3>${texts.worst}</h3>${comparedPairs(texts, report, item, item.worst)}
<h3>${texts.best}</h3>${comparedPairs(texts, report, item, item.best)}
<h3>${texts.manifest}</h3>${manifest(texts, item)}
</section>
`;
}

/** Smallest end of the scale that intervals are drawn on, so that tiny differences look tiny. */
const leastScale = 0.1;

function differenceTable(texts: ReportTexts, { metrics, latency }: Comparison): Html {
  const bounds = shownMetrics.flatMap((name) =>
    name === 'characters' ? [] : [Math.abs(metrics[name]?.low ?? 0), Math.abs(metrics[name]?.high ?? 0)],
  );
  const scale = Math.max(leastScale, ...bounds);
  const rows = shownMetrics
    .filter((name) => metrics[name])
    .map((name) => {
      const { difference, low, high, pairs } = metrics[name] as ScoreDifference;
      const digits = name === 'characters' ? 1 : 3;
      return html`<tr><th scope="row">${texts.metric[name]}</th><td class="number">${signed(difference, digits)}</td>
<td class="number">${signed(low, digits)} … ${signed(high, digits)}</td>
<td>${name === 'characters' ? null : intervalPicture({ low, high, value: difference, from: -scale, to: scale, origin: 0 })}</td>
<td class="number">${pairs}</td></tr>`;
    });
  const time =
    latency &&
    html`<tr><th scope="row">${texts.times}</th><td class="number">× ${fixed(latency.ratio, 2)}</td>
<td class="number">× ${fixed(latency.low, 2)} … ${fixed(latency.high, 2)}</td>
<td>${intervalPicture({
      low: Math.log2(latency.low),
      high: Math.log2(latency.high),
      value: Math.log2(latency.ratio),
      from: -2,
      to: 2,
      origin: 0,
    })}</td><td class="number">${latency.pairs}</td></tr>`;
  return html`<div class="scroll"><table><thead><tr><th scope="col">${texts.figure}</th>
<th scope="col" class="number">${texts.difference}</th><th scope="col" class="number">${texts.interval}</th><th></th>
<th scope="col" class="number">${texts.pairs}</th></tr></thead><tbody>${rows}${time}</tbody></table></div>`;
}

const signed = (value: number, digits: number) => `${value > 0 ? '+' : ''}${fixed(value, digits)}`;

function manifest(texts: ReportTexts, { baseline, version, differences }: Comparison): Html {
  if (differences.length === 0) return html`<p>${texts.sameManifest}</p>`;
  const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const rows = differences.map(
    (item) => html`<tr><th scope="row"><code>${item.key}</code></th><td><code>${show(item.stable)}</code></td>
<td><code>${show(item.beta)}</code></td></tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th scope="col">${texts.key}</th><th scope="col">${baseline}</th>
<th scope="col">${version}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
