// Loaded into a forked Node process before its entry: gives it the parentPort of an Electron utility process.
const listeners = [];
const waiting = [];
process.on('message', (data) => {
  if (listeners.length === 0) waiting.push(data);
  for (const listener of listeners) listener({ data });
});
process.on('disconnect', () => process.exit(0));
process.parentPort = {
  on(event, listener) {
    if (event !== 'message') return;
    listeners.push(listener);
    for (const data of waiting.splice(0)) listener({ data });
  },
  postMessage: (message) => process.channel && process.send(message),
};
