import { Group, Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';

const WORDS_AFTER_MS = 1000;

/** A spinner that says what it waits for once a second has passed. */
export function Waiting({ label }: { label: string }) {
  const [words, setWords] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWords(true), WORDS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Group gap="xs" role="status" mih={24} wrap="nowrap">
      <Loader size="xs" type="dots" color="gray" aria-hidden />
      {words && (
        <Text size="sm" c="dimmed">
          {label}
        </Text>
      )}
    </Group>
  );
}
