/** Something that a person has to put right. Its message is shown without a stack trace. */
export class Problem extends Error {
  /**
   * @param {string} message
   * @param {string} [output] What the failed program printed.
   * @param {number} [exitCode] 3: could not be done; 2: wrong use; 1: a check failed.
   */
  constructor(message, output = '', exitCode = 3) {
    super(message);
    this.name = 'Problem';
    this.output = output.trim();
    this.exitCode = exitCode;
  }
}

/**
 * One plain line of progress. On stderr, because stdout belongs to the command that was asked for.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Shows an error that ends a script, and returns the exit code for it.
 *
 * @param {unknown} error
 */
export function explain(error) {
  if (error instanceof Problem) {
    say(error.output ? `${error.output}\n${error.message}` : error.message);
    return error.exitCode;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 3;
}
