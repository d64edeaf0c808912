import { Button, Center } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../keys.ts';
import { ProblemNote } from '../Problem.tsx';
import { useServices } from '../services.tsx';
import { Waiting } from '../Waiting.tsx';
import { growDown, growUp, type TextWindow, windowAround } from './textWindow.ts';

interface Passage {
  documentId: string;
  start: number;
  end: number;
}

function Text({ text, passage }: { text: string; passage: Passage }) {
  const { t } = useTranslation();
  const start = Math.min(passage.start, text.length);
  const end = Math.min(Math.max(passage.end, start), text.length);
  const [shown, setShown] = useState<TextWindow>(() => windowAround(text, start, end));
  const mark = useRef<HTMLElement>(null);
  const view = useRef<HTMLElement>(null);
  const before = useRef<number | null>(null);

  useEffect(() => {
    setShown(windowAround(text, start, end));
    mark.current?.scrollIntoView({ block: 'center' });
  }, [text, start, end]);

  // Text added above would push what is being read down; keep it where it is.
  useLayoutEffect(() => {
    if (before.current !== null && view.current) view.current.scrollTop += view.current.scrollHeight - before.current;
    before.current = null;
  });

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard.
    <section className="source-view" ref={view} tabIndex={0} aria-label={t('source.textLabel')}>
      {shown.from > 0 && (
        <Center mb="sm">
          <Button
            size="xs"
            onClick={() => {
              before.current = view.current?.scrollHeight ?? null;
              setShown(growUp(text, shown));
            }}
          >
            {t('source.before')}
          </Button>
        </Center>
      )}
      <pre className="passage-text">
        {text.slice(shown.from, start)}
        <mark ref={mark} data-testid="highlight">
          {text.slice(start, end)}
        </mark>
        {text.slice(end, shown.to)}
      </pre>
      {shown.to < text.length && (
        <Center mt="sm">
          <Button size="xs" onClick={() => setShown(growDown(text, shown))}>
            {t('source.after')}
          </Button>
        </Center>
      )}
    </section>
  );
}

/** Documents of every format but PDF: their stored text with the passage marked. */
export function TextSource({ passage }: { passage: Passage }) {
  const { t } = useTranslation();
  const { client } = useServices();
  const query = useQuery({
    queryKey: keys.text(passage.documentId),
    queryFn: ({ signal }) => client.documents.text({ id: passage.documentId }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.isError)
    return (
      <section className="source-view">
        <ProblemNote error={query.error} onRetry={() => query.refetch()} />
      </section>
    );
  if (!query.data)
    return (
      <section className="source-view">
        <Waiting label={t('source.opening')} />
      </section>
    );
  return <Text text={query.data.text} passage={passage} />;
}
