import { config } from 'zod';

/** The page may not compile code, so zod must not even try: a try is reported as a breach of the policy. */
config({ jitless: true });
