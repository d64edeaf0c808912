/** Questions of at most this many characters are short: Chinese says in one what English says in three. */
const shortest = { zh: 15, other: 50 };

/** The kind of a question, so that a loss in one kind is seen behind a gain in another: language and length. */
export function sliceOf(question: string): string {
  const letters = [...question].filter((character) => /\p{L}/u.test(character));
  const han = letters.filter((character) => /\p{Script=Han}/u.test(character)).length;
  const latin = letters.filter((character) => /\p{Script=Latin}/u.test(character)).length;
  const language = han * 3 >= letters.length && han > 0 ? 'zh' : latin * 2 > letters.length ? 'latin' : 'other';
  const limit = language === 'zh' ? shortest.zh : shortest.other;
  return `${language}-${question.length <= limit ? 'short' : 'long'}`;
}
