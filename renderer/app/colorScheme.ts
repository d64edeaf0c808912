import { localStorageColorSchemeManager, type MantineColorScheme } from '@mantine/core';

/** Remembered in the browser as well, so that the first frame has the right colours before settings arrive. */
export const colorSchemes = localStorageColorSchemeManager({ key: 'tandem-color-scheme' });

/** Sets the attribute that Mantine's styles look at. Runs before React, because no inline script is allowed. */
export function paintColorScheme(): void {
  const stored: MantineColorScheme = colorSchemes.get('auto');
  const dark = stored === 'dark' || (stored === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
}
