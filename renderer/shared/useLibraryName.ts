import { useTranslation } from 'react-i18next';

/** The first library is made before anybody chose a language, so its name is a word for the catalogues. */
const DEFAULT_NAME = 'default';

export function useLibraryName() {
  const { t } = useTranslation();
  return (library: { name: string }): string =>
    library.name === DEFAULT_NAME ? t('library.defaultName') : library.name;
}
