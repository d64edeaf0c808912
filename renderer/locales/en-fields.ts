/** Every field of a manifest: its name in the form, and what it does. */
export const fields = {
  section: {
    about: 'About',
    parse: 'Reading',
    chunk: 'Cutting into passages',
    embed: 'Embedding',
    index: 'Index',
    retrieve: 'Searching',
    generate: 'Answering',
    prompt: 'Prompt',
    limits: 'Limits',
    rollout: 'Release',
    ramp: 'Release: steps of the ramp',
    guards: 'Release: figures of the guards',
  },
  option: {
    recursive: 'by size',
    headings: 'by heading',
    hash: 'built in (words)',
    llama: 'model file (GGUF)',
    quote: 'quotes (no model)',
    auto: 'automatic',
    en: 'English',
    zh: 'Chinese',
    personal: 'one person',
    'team-of-ten': 'team of ten',
    server: 'server',
    ask: 'a person',
    automatic: 'the app',
  },
  format: { label: 'Format', about: 'Version of the manifest format.' },
  name: { label: 'Name', about: 'Family of the version. Name and version together identify it.' },
  version: { label: 'Version', about: 'Its number. A number that is installed cannot be used again.' },
  goal: { label: 'Goal', about: 'What this version should do better, in one sentence.' },
  notes: { label: 'Notes', about: 'What was changed, for whoever decides about it.' },
  parse: {
    ocr: { label: 'Text recognition', about: 'Read scanned pages with text recognition where it is installed.' },
  },
  chunk: {
    strategy: { label: 'Cut', about: 'By size alone, or so that a passage never crosses a heading.' },
    size: {
      label: 'Largest passage',
      about: 'In characters. Smaller passages are found more exactly and hold less context.',
    },
    overlap: {
      label: 'Overlap',
      about: 'Characters repeated from the end of the passage before. Smaller than the largest passage.',
    },
    unit: { label: 'Unit', about: 'Passages are measured in characters.' },
    headings: { label: 'Headings', about: 'Put the headings above a passage into its indexed text.' },
  },
  embed: {
    engine: { label: 'Engine', about: 'What turns a passage into a vector: the built-in words, or a model of yours.' },
    dimension: {
      label: 'Dimension',
      about: 'Length of each vector. Longer ones mix up fewer words and need more memory.',
    },
    model: { label: 'Model', about: 'File name in the models folder, without .gguf.' },
    queryPrefix: { label: 'Before questions', about: 'Words that the model expects before a question.' },
    documentPrefix: { label: 'Before passages', about: 'Words that the model expects before a passage.' },
  },
  index: {
    engine: { label: 'Engine', about: 'A graph of near neighbours (HNSW).' },
    space: { label: 'Distance', about: 'Vectors are compared by their angle.' },
    m: { label: 'Links', about: 'Links of each vector to its neighbours. More find better and need more memory.' },
    efConstruction: {
      label: 'Care in building',
      about: 'Candidates looked at when a vector is added. More is slower and finds better.',
    },
    efSearch: {
      label: 'Care in searching',
      about: 'Candidates looked at in a search. More is slower and finds better.',
    },
    exactBelow: { label: 'Exact below', about: 'With fewer vectors than this every one is compared.' },
  },
  retrieve: {
    topK: { label: 'Passages', about: 'How many passages an answer may rest on.' },
    lexicalWeight: { label: 'Weight of words', about: '0: by meaning alone; 1: by words alone.' },
    fusion: { label: 'Fusion', about: 'Both rankings are joined by reciprocal rank.' },
    rerank: {
      label: 'Word-by-word ranking',
      about: 'Its share in the final score. Empty: 0.8 with the built-in engine, 0.4 with a model.',
    },
    minScore: { label: 'Least score', about: 'Passages below this share of the best one are dropped.' },
    diversity: { label: 'Diversity', about: '0: by score alone; towards 1: passages unlike each other first.' },
    neighbours: { label: 'Neighbours', about: 'Passages before and after each hit that are joined to it.' },
  },
  generate: {
    engine: { label: 'Engine', about: 'Quote the best sentences, or let a model of yours write.' },
    maxSentences: { label: 'Most sentences', about: 'Sentences that an answer quotes at most.' },
    minSupport: {
      label: 'Least support',
      about: 'Share of the question that the best passage must cover; below it there is no answer.',
    },
    model: { label: 'Model', about: 'File name in the models folder, without .gguf.' },
    chatWrapper: {
      label: 'Chat format',
      about: 'How the model expects a conversation; automatic reads it from the file.',
    },
    contextTokens: {
      label: 'Context',
      about: 'Tokens that question, passages and answer share. More needs more memory.',
    },
    maxTokens: { label: 'Longest answer', about: 'In tokens.' },
    temperature: { label: 'Temperature', about: '0: always the likeliest word; more is freer.' },
    seed: { label: 'Seed', about: 'The same seed gives the same answer again.' },
  },
  prompt: {
    system: { label: 'Instructions', about: 'What the model is told before every question.' },
    user: { label: 'Question', about: 'The question as the model sees it. Must hold {{list}}.' },
    language: { label: 'Language', about: 'Language of the answers; automatic follows the question.' },
  },
  limits: {
    memoryMiB: { label: 'Memory (MiB)', about: 'Most memory of its model processes.' },
    threads: { label: 'Threads', about: '0: measured on this machine.' },
    concurrent: { label: 'At once', about: 'Questions answered at the same time.' },
    timeoutSeconds: { label: 'Time limit (s)', about: 'An answer that takes longer is stopped.' },
  },
  rollout: {
    preset: { label: 'Preset', about: 'Figures for everything that is left empty below.' },
    promotion: { label: 'Promoted by', about: 'Who promotes a version that is ready.' },
    window: {
      from: {
        label: 'Hours from',
        about: 'First hour of the day (0 to 23) in which the app goes on by itself. Empty: any.',
      },
      to: { label: 'Hours to', about: 'Hour in which that ends. Both or none.' },
    },
    gate: {
      maxErrorRate: { label: 'Question set: errors', about: 'Share of cases that may fail, 0 to 1.' },
      maxLatencyRatio: { label: 'Question set: time', about: 'Most time, as a multiple of that of Stable.' },
    },
    shadow: {
      pairs: { label: 'Hidden answers', about: 'Questions that both have to answer hidden before the ramp.' },
      most: { label: 'Most hidden answers', about: 'After so many no more are made.' },
      idleSeconds: { label: 'Idle time (s)', about: 'Quiet time before the next hidden answer.' },
    },
    ramp: {
      steps: {
        label: 'Steps',
        about: 'Share of new chats, then what has to be seen before the next step.',
        weight: 'Percent',
        chats: 'Beta chats',
        minutes: 'Minutes',
      },
    },
    breaker: {
      crashesInRow: { label: 'Crashes in a row', about: 'So many crashes in a row, and the beta rests.' },
      failures: { label: 'Failures', about: 'So many failures in its last answers, and the beta rests.' },
      window: { label: 'Last answers', about: 'Answers in which failures are counted.' },
      openSeconds: { label: 'Rest (s)', about: 'Time until one answer is tried again.' },
    },
    latency: {
      hold: { label: 'Time: holds above', about: 'Multiple of the time of Stable above which the release is held.' },
      rollback: { label: 'Time: back above', about: 'Multiple above which the version is sent back.' },
      pairs: { label: 'Time: pairs', about: 'Pairs that a verdict about time needs.' },
      leastMs: {
        label: 'Time: least difference (ms)',
        about: 'A smaller difference is noticed by nobody and never fails.',
      },
    },
    votes: {
      evidence: {
        label: 'Votes: e-value',
        about: 'Evidence that decides; 20 is reached by chance in at most 5 % of releases.',
      },
      most: { label: 'Votes: most', about: 'Only the first votes of a release count, this many.' },
    },
    rates: {
      label: 'Error rates',
      about: 'Each limit applies from so many answers on.',
      limit: 'Limit (0 to 1)',
      turns: 'Answers',
    },
    surge: {
      rate: { label: 'Sudden failures: share', about: 'Share of failures that sends the version back, 0 to 1.' },
      minutes: { label: 'Sudden failures: minutes', about: 'Time that is looked at.' },
      failures: { label: 'Sudden failures: least', about: 'Fewer failures than this are no surge.' },
    },
    watch: {
      minutes: { label: 'Watch (min)', about: 'Time after the promotion in which guards may send it back.' },
      turns: { label: 'Watch: answers', about: 'Answers that have to be seen until it is settled.' },
      warmMinutes: { label: 'Kept warm (min)', about: 'Time in which the version before can be restored at once.' },
    },
  },
} as const;
