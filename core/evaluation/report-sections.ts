import type { CaseResult, Comparison, EvaluationReport, HumanScores, VersionResult } from '../contract/index.ts';
import { type Html, html } from './html.ts';
import { fixed, shownMetrics } from './report-parts.ts';
import type { ReportTexts } from './report-texts-en.ts';

const dash = '–';
const number = (value: number | null | undefined, digits: number) =>
  value === null || value === undefined ? dash : fixed(value, digits);

export function versionTable(texts: ReportTexts, { versions }: EvaluationReport): Html {
  const row = (title: string, value: (version: VersionResult) => string, explained?: string) =>
    html`<tr><th scope="row"${explained ? html` title="${explained}"` : null}>${title}</th>${versions.map(
      (version) => html`<td class="number">${value(version)}</td>`,
    )}</tr>`;
  const measured = shownMetrics.filter((name) => versions.some((version) => version.metrics[name]));
  const codes = (version: VersionResult) =>
    Object.entries(version.codes)
      .map(([code, count]) => `${code} × ${count}`)
      .join(', ') || dash;
  return html`<div class="scroll"><table><thead><tr><th scope="col">${texts.figure}</th>${versions.map(
    ({ version, pointer }) =>
      html`<th scope="col" class="number">${version}${pointer ? html`<br><span class="quiet">${texts.pointer[pointer]}</span>` : null}</th>`,
  )}</tr></thead><tbody>
${row(texts.answered, (version) => String(version.answered))}
${row(texts.failed, (version) => String(version.failed))}
${row(texts.missing, (version) => String(version.missing))}
${row(texts.errorRate, (version) => `${fixed(version.errorRate * 100, 1)} %`)}
${versions.some((version) => version.failed > 0) ? row(texts.errorCodes, codes) : null}
${measured.map((name) =>
  row(
    texts.metric[name],
    ({ metrics }) => number(metrics[name]?.mean, name === 'characters' ? 0 : 3),
    texts.metricMeans[name],
  ),
)}
${versions.some((version) => version.corpusBleu4 !== null) ? row(texts.corpusBleu, (version) => number(version.corpusBleu4, 3)) : null}
${row(texts.latency(50), ({ latency }) => number(latency?.p50, 0))}
${row(texts.latency(95), ({ latency }) => number(latency?.p95, 0))}
${row(texts.latency(99), ({ latency }) => number(latency?.p99, 0))}
${row(texts.firstToken, (version) => number(version.firstTokenP50, 0))}
${versions.some((version) => version.tokensPerSecond !== null) ? row(texts.speed, (version) => number(version.tokensPerSecond, 1)) : null}
${row(texts.indexed, (version) => String(version.documents))}
${row(texts.fingerprint, (version) => version.fingerprint.slice(0, 12))}
</tbody></table></div>`;
}

export function slices(texts: ReportTexts, { slices: all, versions }: EvaluationReport): Html {
  const columns = versions.flatMap(({ version }) => [
    html`<th scope="col" class="number">${version}<br><span class="quiet">${texts.score}</span></th>`,
    html`<th scope="col" class="number">${version}<br><span class="quiet">${texts.metric.recall}</span></th>`,
    html`<th scope="col" class="number">${version}<br><span class="quiet">${texts.failed}</span></th>`,
  ]);
  const rows = all.map(({ kind, slice, cases, versions: figures }) => {
    const name = kind === 'tag' ? slice : (texts.sliceName[slice] ?? slice);
    const cells = figures.flatMap(({ score, recall, failed }) => [number(score, 3), number(recall, 3), String(failed)]);
    return html`<tr><th scope="row">${texts.sliceKind[kind]}: ${name}</th><td class="number">${cases}</td>${cells.map(
      (cell) => html`<td class="number">${cell}</td>`,
    )}</tr>`;
  });
  return html`<div class="scroll"><table><thead><tr><th scope="col">${texts.slice}</th>
<th scope="col" class="number">${texts.asked}</th>${columns}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Questions with both answers side by side. */
export function comparedPairs(
  texts: ReportTexts,
  report: EvaluationReport,
  { baseline, version }: Comparison,
  ids: readonly string[],
): Html {
  if (ids.length === 0) return html`<p class="quiet">${texts.nothingChanged}</p>`;
  const cases = new Map(report.cases.map((item) => [item.id, item]));
  const results = new Map(report.results.map((item) => [`${item.case} ${item.version}`, item]));
  const blocks = ids.map((id) => {
    const item = cases.get(id);
    if (!item) return null;
    const wanted =
      item.document !== null || item.pages.length > 0 ? texts.place(item.document, item.pages.join(', ')) : null;
    const expected = item.unanswerable
      ? texts.unanswerable
      : [item.expected.join(' / '), wanted].filter(Boolean).join(' · ') || texts.noExpected;
    return html`<article class="pair"><p><strong>${item.question}</strong> <span class="quiet">#${id}</span></p>
<p class="quiet">${texts.expected}: ${expected}</p>
<div class="sides">${[baseline, version].map((name) => side(texts, name, results.get(`${id} ${name}`)))}</div></article>
`;
  });
  return html`${blocks}`;
}

function side(texts: ReportTexts, version: string, result: CaseResult | undefined): Html {
  const cited = [
    ...new Set(result?.citations.map(({ document, page }) => texts.place(document, page === null ? '' : String(page)))),
  ];
  const answer = !result || result.state === 'missing' ? texts.notAsked : result.answer || texts.noAnswer;
  return html`<div><p class="quiet">${version} · ${texts.score} ${number(result?.scores.score, 2)}${
    result?.code ? html` · <code>${result.code}</code>` : null
  }</p><div class="answer">${answer}</div>${
    cited.length > 0 ? html`<p class="quiet">${texts.cited}: ${cited.join('; ')}</p>` : null
  }</div>`;
}

export function human(texts: ReportTexts, { ratings, votes, strengths, split }: HumanScores): Html {
  if (ratings.length === 0 && votes.length === 0 && !split) return html`<p class="quiet">${texts.noHuman}</p>`;
  const rated = ratings.map(
    ({
      version,
      rated: count,
      stars,
      up,
      down,
    }) => html`<tr><th scope="row">${version}</th><td>${texts.rated(count)}</td>
<td class="number">${number(stars, 2)}</td><td class="number">${up} / ${down}</td></tr>`,
  );
  const voted = votes.map(
    ({ version, against, wins, losses, ties, evidence }) =>
      html`<tr><th scope="row">${texts.against(version, against)}</th><td>${texts.voteRow(wins, losses, ties)}</td>
<td class="number">${number(evidence, 1)}</td></tr>`,
  );
  const strong = strengths.map(
    ({
      version,
      strength,
      low,
      high,
    }) => html`<tr><th scope="row">${version}</th><td class="number">${number(strength, 2)}</td>
<td class="number">${number(low, 2)} … ${number(high, 2)}</td></tr>`,
  );
  const table = (head: Html, rows: readonly Html[]) =>
    rows.length === 0
      ? null
      : html`<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`${table(
    html`<td></td><td></td><th scope="col" class="number">${texts.stars}</th><th scope="col" class="number">${texts.thumbs}</th>`,
    rated,
  )}
${table(html`<th scope="col" colspan="2">${texts.votes}</th><th scope="col" class="number">${texts.evidence}</th>`, voted)}
${table(html`<th scope="col" colspan="3">${texts.strength}</th>`, strong)}
${split ? html`<p>${texts.split(split.beta, split.control, number(split.exact, 3))}</p>` : null}`;
}

export function environment(texts: ReportTexts, { environment: machine, seed, set, id }: EvaluationReport): Html {
  const words = texts.machine;
  const rows: [string, string][] = [
    [words.app, machine.app],
    [words.runtime, machine.runtime],
    [words.platform, machine.platform],
    [words.processor, machine.processor],
    [words.cores, String(machine.cores)],
    [words.memory, `${machine.memoryMiB} MiB (${machine.freeMemoryMiB} MiB)`],
    [words.load, String(machine.load)],
    [words.seed, String(seed)],
    [words.digest, set.digest],
    [words.run, id],
  ];
  return html`<dl>${rows.map(([title, value]) => html`<dt>${title}</dt><dd>${value}</dd>`)}</dl>`;
}

/** What the figures mean, of those that the report shows. */
export function meanings(texts: ReportTexts, { versions }: EvaluationReport): Html {
  const measured = shownMetrics.filter((name) => versions.some((version) => version.metrics[name]));
  return html`<dl>${measured.map((name) => html`<dt>${texts.metric[name]}</dt><dd>${texts.metricMeans[name]}</dd>`)}</dl>`;
}
