import { workerData } from 'node:worker_threads';

const { limitBytes } = workerData as { limitBytes: number };

// The signal that V8 ends with when its heap is full, so that both look alike to the parent.
setInterval(() => {
  if (process.memoryUsage.rss() > limitBytes) process.kill(process.pid, 'SIGABRT');
}, 200);
