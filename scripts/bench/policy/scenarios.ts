/** What is true of two versions in a simulated rollout; the policy sees only what it leads to. */
export interface Scenario {
  name: string;
  /** Share of answers that fail, for stable and for beta. */
  failures: { stable: number; beta: number };
  /** Beta's time over stable's, in the middle. */
  slower: number;
  /** How often a vote that is no tie goes to beta, per kind of question; kinds are asked alike often. */
  preference: Record<string, number>;
  /** The person sends chats to beta at once, without hidden pairs. */
  skipsShadow?: boolean;
}

const even = { 'zh-short': 0.5, 'latin-long': 0.5 };

export const scenarios: Scenario[] = [
  { name: 'equal', failures: { stable: 0.005, beta: 0.005 }, slower: 1, preference: even },
  { name: 'equal, both fail 1 %', failures: { stable: 0.01, beta: 0.01 }, slower: 1, preference: even },
  { name: 'equal, both fail 3 %', failures: { stable: 0.03, beta: 0.03 }, slower: 1, preference: even },
  { name: 'beta fails 30 %', failures: { stable: 0.005, beta: 0.3 }, slower: 1, preference: even },
  {
    name: 'beta fails 30 %, ramp forced',
    failures: { stable: 0.005, beta: 0.3 },
    slower: 1,
    preference: even,
    skipsShadow: true,
  },
  { name: 'beta 40 % slower', failures: { stable: 0.005, beta: 0.005 }, slower: 1.4, preference: even },
  {
    name: 'beta 40 % slower and preferred 70/30',
    failures: { stable: 0.005, beta: 0.005 },
    slower: 1.4,
    preference: { 'zh-short': 0.7, 'latin-long': 0.7 },
  },
  {
    name: 'beta preferred 70/30',
    failures: { stable: 0.005, beta: 0.005 },
    slower: 1,
    preference: { 'zh-short': 0.7, 'latin-long': 0.7 },
  },
  {
    name: 'beta preferred 85/15',
    failures: { stable: 0.005, beta: 0.005 },
    slower: 1,
    preference: { 'zh-short': 0.85, 'latin-long': 0.85 },
  },
  {
    name: 'beta better in one kind of question and worse in another',
    failures: { stable: 0.005, beta: 0.005 },
    slower: 1,
    preference: { 'zh-short': 0.9, 'latin-long': 0.15 },
  },
];
