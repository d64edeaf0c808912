/**
 * Groups of files that import each other round in a circle, each as one such circle with its first file repeated.
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph From a file to the files it imports.
 * @returns {string[][]}
 */
export function findCycles(graph) {
  /** @type {string[][]} */
  const cycles = [];
  const finished = new Set();
  for (const start of [...graph.keys()].sort()) {
    if (finished.has(start)) continue;
    const circle = shortestCircle(graph, start, finished);
    if (circle) {
      cycles.push(circle);
      for (const file of circle) finished.add(file);
    }
    finished.add(start);
  }
  return cycles;
}

/**
 * The shortest way from a file back to itself that avoids what was already told of.
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph
 * @param {string} start
 * @param {ReadonlySet<unknown>} finished
 */
function shortestCircle(graph, start, finished) {
  /** @type {Map<string, string>} */
  const cameFrom = new Map();
  const queue = [start];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return wayBack(cameFrom, start, file);
      if (cameFrom.has(next) || finished.has(next)) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return undefined;
}

/**
 * @param {ReadonlyMap<string, string>} cameFrom
 * @param {string} start
 * @param {string} last
 */
function wayBack(cameFrom, start, last) {
  const way = [start];
  for (let file = last; file !== start; file = /** @type {string} */ (cameFrom.get(file))) way.unshift(file);
  return [start, ...way];
}
