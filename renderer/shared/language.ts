import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from '../locales/en.ts';
import { fields as enFields } from '../locales/en-fields.ts';
import { zhCN } from '../locales/zh-CN.ts';
import { fields as zhCNFields } from '../locales/zh-CN-fields.ts';

export type Language = 'en' | 'zh-CN';
export type LanguageSetting = Language | 'auto';

/** The language to show: the setting, or the closest to what the system prefers. */
export function resolveLanguage(setting: LanguageSetting, preferred: readonly string[]): Language {
  if (setting !== 'auto') return setting;
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** Starts the catalogues. Both are bundled, so this never waits. */
export function startLanguage(language: Language): void {
  void i18next.use(initReactI18next).init({
    resources: {
      en: { translation: en, fields: enFields },
      'zh-CN': { translation: zhCN, fields: zhCNFields },
    },
    lng: language,
    fallbackLng: 'en',
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = language;
}

export function applyLanguage(setting: LanguageSetting): void {
  const language = resolveLanguage(setting, navigator.languages);
  if (i18next.language !== language) void i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
