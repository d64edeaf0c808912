import { Problem } from './problem.js';

/**
 * Reads what was given to `npm start --`. What the app understands is passed on, checked here so that a slip is told
 * before anything is installed or built.
 *
 * @param {readonly string[]} args
 * @returns {{ open: boolean, pass: string[] }} `pass` holds --data and --port with their values.
 * @throws {Problem}
 */
export function readStartArguments(args) {
  let open = true;
  /** @type {string[]} */
  const pass = [];
  for (let at = 0; at < args.length; at += 1) {
    const [name, ...rest] = /** @type {string} */ (args[at]).split('=');
    if (name === '--no-open' && rest.length === 0) {
      open = false;
    } else if (name === '--data' || name === '--port') {
      const value = rest.length > 0 ? rest.join('=') : args[++at];
      if (value === undefined || value === '' || (rest.length === 0 && value.startsWith('--'))) {
        throw wrongUse(`${name} needs a value.`);
      }
      if (name === '--port' && !(/^\d+$/.test(value) && Number(value) < 65_536)) {
        throw wrongUse('--port needs a number from 0 to 65535.');
      }
      pass.push(name, value);
    } else {
      throw wrongUse(`${args[at]} is not known here.`);
    }
  }
  return { open, pass };
}

/** @param {string} what */
function wrongUse(what) {
  return new Problem(`${what} Use: npm start -- [--data DIR] [--port N] [--no-open]`, '', 2);
}
