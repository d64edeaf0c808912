import { ActionIcon, Button, Group, Textarea } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  busy: boolean;
  /** The box is left once the question is sent, so that keys can vote. */
  leave: boolean;
  onAsk: (question: string) => void;
  onStop: () => void;
}

/** The box for a question to both versions. */
export function AskBoth({ busy, leave, onAsk, onStop }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) box.current?.focus();
  }, []);
  const send = () => {
    const question = text.trim();
    if (question === '' || busy) return;
    setText('');
    if (leave) box.current?.blur();
    onAsk(question);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="ask"
      style={{ marginTop: 14 }}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Group gap="sm" align="flex-end" wrap="nowrap">
        <Textarea
          ref={box}
          flex={1}
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={6}
          maxLength={20_000}
          value={text}
          placeholder={t('compare.ask')}
          aria-label={t('compare.ask')}
          data-testid="compare-box"
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {busy ? (
          <Button size="xs" onClick={onStop} data-testid="compare-stop">
            {t('chat.stop')}
          </Button>
        ) : (
          <ActionIcon
            variant="filled"
            radius="xl"
            type="submit"
            className="send"
            aria-label={t('compare.send')}
            data-testid="compare-send"
            disabled={text.trim() === ''}
          >
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </form>
  );
}
