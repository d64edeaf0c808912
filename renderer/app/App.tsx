import { Center, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createAsking } from '../shared/asking.ts';
import { createClient } from '../shared/client.ts';
import { createComparing } from '../shared/comparing.ts';
import { createImports } from '../shared/imports.ts';
import { ProblemNote } from '../shared/Problem.tsx';
import { problemOf } from '../shared/problem.ts';
import { type Services, ServicesContext } from '../shared/services.tsx';
import { Waiting } from '../shared/Waiting.tsx';
import { colorSchemes } from './colorScheme.ts';
import { Shell } from './Shell.tsx';
import { cssVariables, theme } from './theme.ts';

const STALE_AFTER_MS = 5000;
const RETRIES = 2;

const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_AFTER_MS,
      // Only an application that does not answer is worth asking again by itself.
      retry: (count, error) => count < RETRIES && problemOf(error).code === 'unreachable',
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

async function createServices(): Promise<Services> {
  const client = await createClient();
  return {
    client,
    asking: createAsking(client, cache),
    comparing: createComparing(client, cache),
    imports: createImports(client, cache),
  };
}

type Start = { state: 'waiting' } | { state: 'ready'; services: Services } | { state: 'failed'; error: unknown };

function Frame() {
  const { t } = useTranslation();
  const [start, setStart] = useState<Start>({ state: 'waiting' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    createServices().then(
      (services) => current && setStart({ state: 'ready', services }),
      (error: unknown) => current && setStart({ state: 'failed', error }),
    );
    return () => {
      current = false;
    };
  }, [attempt]);

  if (start.state === 'waiting')
    return (
      <Center h="100dvh">
        <Waiting label={t('app.starting')} />
      </Center>
    );
  if (start.state === 'failed')
    return (
      <Center h="100dvh" p="lg">
        <ProblemNote
          error={start.error}
          onRetry={() => {
            setStart({ state: 'waiting' });
            setAttempt((count) => count + 1);
          }}
        />
      </Center>
    );
  return (
    <ServicesContext value={start.services}>
      <Shell />
    </ServicesContext>
  );
}

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
    >
      <Notifications position="bottom-right" limit={3} />
      <QueryClientProvider client={cache}>
        <Frame />
      </QueryClientProvider>
    </MantineProvider>
  );
}
