import { useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Settings } from '../../core/contract/models.ts';
import { keys } from '../shared/keys.ts';
import { applyLanguage } from '../shared/language.ts';
import { notifyProblem } from '../shared/notifyProblem.tsx';
import { useServices, useSettings } from '../shared/services.tsx';

/** Stores a setting and shows it at once; a setting that could not be stored goes back. */
export function useChangeSettings() {
  const { client } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (part: Partial<Settings>) => client.settings.set(part),
    onMutate: (part) => {
      const before = cache.getQueryData<Settings>(keys.settings);
      if (before) cache.setQueryData<Settings>(keys.settings, { ...before, ...part });
      return before;
    },
    onError: (error, _part, before) => {
      if (before) cache.setQueryData(keys.settings, before);
      notifyProblem(error);
    },
    onSuccess: (settings) => cache.setQueryData(keys.settings, settings),
  });
}

/** Keeps language and colours of the window in step with the settings. */
export function useApplySettings(): void {
  const settings = useSettings().data;
  const { setColorScheme } = useMantineColorScheme();
  const language = settings?.language;
  const colors = settings?.theme;
  useEffect(() => {
    if (language) applyLanguage(language);
  }, [language]);
  useEffect(() => {
    if (colors) setColorScheme(colors);
  }, [colors, setColorScheme]);
}
