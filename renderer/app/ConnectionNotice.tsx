import { useEffect, useState } from 'react';
import { useStore } from '../shared/createStore.ts';
import { ProblemNote } from '../shared/Problem.tsx';
import { useServices } from '../shared/services.tsx';

/** A stream that ends is opened again at once; only a silence as long as this is worth a word. */
const SILENCE_MS = 4000;

/** Says that the application is gone while it is, and goes away by itself when it is back. */
export function ConnectionNotice() {
  const { imports } = useServices();
  const connected = useStore(imports.store, (state) => state.connected);
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    if (connected) {
      setSilent(false);
      return;
    }
    const timer = setTimeout(() => setSilent(true), SILENCE_MS);
    return () => clearTimeout(timer);
  }, [connected]);
  if (!silent) return null;
  return (
    <div className="connection">
      <ProblemNote compact error={new TypeError('no answer')} />
    </div>
  );
}
