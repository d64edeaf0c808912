import type { MetricName, SliceResult, Verdict, VerdictReason } from '../contract/index.ts';

/** Words of the report. Every language has exactly these. */
export interface ReportTexts {
  language: string;
  title: string;
  set: string;
  cases: (count: number) => string;
  library: string;
  documents: (count: number) => string;
  ran: string;
  seconds: (count: string) => string;
  verdictTitle: string;
  verdict: Record<Verdict, string>;
  verdictMeans: Record<Verdict, string>;
  noComparison: string;
  against: (version: string, baseline: string) => string;
  reason: (reason: VerdictReason) => string;
  ignored: string;
  unknownDocuments: string;
  versions: string;
  pointer: Record<'stable' | 'beta' | 'previous', string>;
  figure: string;
  asked: string;
  answered: string;
  failed: string;
  missing: string;
  errorRate: string;
  errorCodes: string;
  corpusBleu: string;
  latency: (p: number) => string;
  firstToken: string;
  speed: string;
  indexed: string;
  fingerprint: string;
  metric: Record<MetricName, string>;
  metricMeans: Record<MetricName, string>;
  differences: string;
  difference: string;
  interval: string;
  pairs: string;
  times: string;
  lostGained: (lost: number, gained: number) => string;
  slices: string;
  slice: string;
  sliceKind: Record<SliceResult['kind'], string>;
  sliceName: Record<string, string>;
  worst: string;
  best: string;
  nothingChanged: string;
  question: string;
  expected: string;
  noExpected: string;
  unanswerable: string;
  place: (document: string | null, pages: string) => string;
  noAnswer: string;
  notAsked: string;
  cited: string;
  score: string;
  manifest: string;
  sameManifest: string;
  key: string;
  human: string;
  noHuman: string;
  rated: (count: number) => string;
  stars: string;
  thumbs: string;
  votes: string;
  voteRow: (wins: number, losses: number, ties: number) => string;
  evidence: string;
  strength: string;
  split: (beta: number, control: number, p: string) => string;
  environment: string;
  machine: Record<
    'app' | 'runtime' | 'platform' | 'processor' | 'cores' | 'memory' | 'load' | 'seed' | 'digest' | 'run',
    string
  >;
  explained: string;
  explanation: string[];
}

export const english: ReportTexts = {
  language: 'en',
  title: 'Evaluation report',
  set: 'Question set',
  cases: (count) => `${count} questions`,
  library: 'Library',
  documents: (count) => `${count} documents`,
  ran: 'Run',
  seconds: (count) => `${count} s`,
  verdictTitle: 'Verdict',
  verdict: { passed: 'Passed', failed: 'Failed', inconclusive: 'Too early to tell', error: 'Not comparable' },
  verdictMeans: {
    passed: 'No harm was found, and harm beyond the limits is ruled out.',
    failed: 'Harm was found.',
    inconclusive: 'No harm was found, but harm beyond the limits is not ruled out. More questions can tell.',
    error: 'The versions could not be compared. This is no pass.',
  },
  noComparison: 'One version alone: there is nothing to compare it with.',
  against: (version, baseline) => `${version} against ${baseline}`,
  reason: ({ message }) => message,
  ignored: 'Not used from the file',
  unknownDocuments: 'Named by questions, but not in the library',
  versions: 'Versions',
  pointer: { stable: 'stable', beta: 'beta', previous: 'previous' },
  figure: 'Figure',
  asked: 'Questions',
  answered: 'Answered',
  failed: 'Failed',
  missing: 'Not asked',
  errorRate: 'Error rate',
  errorCodes: 'Errors',
  corpusBleu: 'BLEU-4, all answers together',
  latency: (p) => `Time, ${p} % of answers within (ms)`,
  firstToken: 'Time to the first words, median (ms)',
  speed: 'Tokens per second, median',
  indexed: 'Documents indexed',
  fingerprint: 'Knowledge fingerprint',
  metric: {
    score: 'Score',
    recall: 'Recall at k',
    reciprocalRank: 'Reciprocal rank (MRR)',
    ndcg: 'nDCG at k',
    citedPage: 'Right page cited',
    citedSpan: 'Cited passage overlaps',
    holds: 'Holds the expected answer',
    exact: 'Exact match',
    f1: 'Token F1',
    bleu4: 'BLEU-4 per answer',
    rouge1: 'ROUGE-1',
    rouge2: 'ROUGE-2',
    rougeL: 'ROUGE-L',
    rougeLWords: 'ROUGE-L, Chinese by words',
    refusal: 'Refused where it should, answered where it should',
    support: 'Supported sentences',
    distinct2: 'Different word pairs (distinct-2)',
    characters: 'Length (characters)',
  },
  metricMeans: {
    score:
      'What versions are compared by. Unanswerable question: refused or not. Else the mean of "right page cited" and of the answer (1 when it holds the expected one, else token F1), as far as the question gives them; a bare question counts its supported sentences.',
    recall: 'Wanted pages among the first k passages, as a share.',
    reciprocalRank: '1 / rank of the first wanted page.',
    ndcg: 'Gain of wanted pages, discounted by log2(rank + 1), over that of the best order.',
    citedPage: 'Whether a citation points to a wanted page.',
    citedSpan: 'F1 of the cited and the wanted characters.',
    holds: 'Whether the expected words stand in the answer, in their order.',
    exact: 'Whether the answer is the expected one, but for case, articles and punctuation (SQuAD).',
    f1: 'F1 of common words (SQuAD); Chinese by characters.',
    bleu4:
      'Runs of 1 to 4 words shared with the expected answer, with smoothing method 1 of Chen and Cherry; Chinese by characters.',
    rouge1: 'F1 of common words; Chinese by characters.',
    rouge2: 'F1 of common pairs of words; Chinese by characters.',
    rougeL: 'F1 of the longest common subsequence; Chinese by characters.',
    rougeLWords: 'The same with Chinese cut by a dictionary.',
    refusal: 'Unanswerable questions refused, and others not.',
    support: 'Sentences of the answer that have a source.',
    distinct2: 'Different pairs of words among all; low for answers that repeat themselves.',
    characters: 'Length of the answer.',
  },
  differences: 'Differences over the same questions',
  difference: 'Difference',
  interval: '95 % interval',
  pairs: 'Pairs',
  times: 'Time, as a ratio',
  lostGained: (lost, gained) => `${lost} questions are no longer right, ${gained} have become right.`,
  slices: 'By kind of question',
  slice: 'Kind',
  sliceKind: { language: 'Language', length: 'Length', format: 'Format', tag: 'Tag' },
  sliceName: {
    zh: 'Chinese',
    latin: 'Latin script',
    other: 'other script',
    short: 'short',
    long: 'long',
    none: 'no document named',
    unknown: 'not in the library',
  },
  worst: 'Largest losses',
  best: 'Largest gains',
  nothingChanged: 'None.',
  question: 'Question',
  expected: 'Expected',
  noExpected: 'No expected answer is given.',
  unanswerable: 'The documents hold no answer.',
  place: (document, pages) => [document ?? 'any document', pages && `page ${pages}`].filter(Boolean).join(', '),
  noAnswer: 'No answer',
  notAsked: 'Not asked',
  cited: 'Cited',
  score: 'Score',
  manifest: 'What differs between the versions',
  sameManifest: 'The manifests are the same.',
  key: 'Setting',
  human: 'What people said',
  noHuman: 'No ratings or votes yet.',
  rated: (count) => `${count} rated`,
  stars: 'Stars (mean)',
  thumbs: 'Thumbs up / down',
  votes: 'Blind votes',
  voteRow: (wins, losses, ties) => `${wins} for, ${losses} against, ${ties} ties`,
  evidence: 'Evidence (20 counts as shown)',
  strength: 'Strength (Bradley-Terry, 95 % interval)',
  split: (beta, control, p) => `Split of chats: ${beta} beta, ${control} control (p = ${p}).`,
  environment: 'Where it ran',
  machine: {
    app: 'Tandem',
    runtime: 'Runtime',
    platform: 'System',
    processor: 'Processor',
    cores: 'Cores',
    memory: 'Memory (free)',
    load: 'Load at the start',
    seed: 'Seed of the intervals',
    digest: 'Digest of the set',
    run: 'Run',
  },
  explained: 'How to read it',
  explanation: [
    'Every version answers every question, in the order of the set, taking turns at going first. One unmeasured answer each comes before. Nothing is kept as a chat.',
    'An answer that failed, or that another part gave in the version’s place, counts as 0 and as an error. A question that was not asked is never a pass.',
    'Intervals of differences: percentile bootstrap over the questions, 2000 samples, with the seed below. Times: logarithms of paired ratios, one-sided 95 % bounds; percentiles by nearest rank.',
    'With the same set, versions, documents and seed, everything but times comes out the same.',
  ],
};
