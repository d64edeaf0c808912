import { Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconBook, IconFileImport, IconMessageQuestion, IconQuote } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddDocuments } from '../../shared/AddDocuments.tsx';
import { ImportPanel } from '../../shared/ImportPanel.tsx';
import { useDocuments, useLibrary } from '../../shared/services.tsx';
import { useAddDocuments } from '../../shared/useAddDocuments.tsx';
import { useLibraryName } from '../../shared/useLibraryName.ts';

const steps = [
  { name: 'add', icon: IconFileImport },
  { name: 'ask', icon: IconMessageQuestion },
  { name: 'check', icon: IconQuote },
] as const;

/** One of the bundled samples in each language; the suggested questions are about it. */
const SAMPLE_NAME = /^(Getting started|快速入门)\.md$/;

function FirstSteps() {
  const { t } = useTranslation();
  const { addSamples } = useAddDocuments();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Text fz={20} fw={650} component="h2" m={0}>
        {t('first.title')}
      </Text>
      <Text c="dimmed" mb="lg">
        {t('first.text')}
      </Text>
      <ol className="steps">
        {steps.map(({ name, icon: Icon }, index) => (
          <li key={name} className="card">
            <Icon size={20} aria-hidden style={{ color: 'var(--stable)' }} />
            <Text fw={600} mt={6}>
              {index + 1}. {t(`first.steps.${name}.title`)}
            </Text>
            <Text size="sm" c="dimmed">
              {t(`first.steps.${name}.text`)}
            </Text>
          </li>
        ))}
      </ol>
      <Group mt="lg" gap="sm">
        <AddDocuments />
        <Button
          variant="filled"
          leftSection={<IconBook size={16} aria-hidden />}
          data-testid="samples"
          loading={adding}
          onClick={async () => {
            setAdding(true);
            await addSamples();
            setAdding(false);
          }}
        >
          {t('first.samples')}
        </Button>
      </Group>
      <div style={{ marginTop: 18 }}>
        <ImportPanel />
      </div>
    </>
  );
}

/** A chat without questions: how to begin, or what one might ask. */
export function EmptyChat({ onAsk }: { onAsk: (question: string) => void }) {
  const { t } = useTranslation();
  const library = useLibrary();
  const nameOf = useLibraryName();
  const documents = useDocuments(library?.id);
  if (!library || !documents.data) return null;
  if (documents.data.length === 0)
    return (
      <section className="first" data-testid="first-steps">
        <FirstSteps />
      </section>
    );
  const samples = documents.data.some((document) => SAMPLE_NAME.test(document.name));
  const questions = samples ? (['first', 'second', 'third'] as const) : [];
  return (
    <section className="first">
      <Text fz={20} fw={650} component="h2" m={0}>
        {t('first.readyTitle')}
      </Text>
      <Text c="dimmed">{t('first.readyText', { count: documents.data.length, name: nameOf(library) })}</Text>
      {questions.length > 0 && (
        <div className="tags" style={{ marginTop: 14 }}>
          {questions.map((name) => (
            <UnstyledButton
              key={name}
              component="button"
              data-testid="suggestion"
              onClick={() => onAsk(t(`first.questions.${name}`))}
            >
              {t(`first.questions.${name}`)}
            </UnstyledButton>
          ))}
        </div>
      )}
    </section>
  );
}
