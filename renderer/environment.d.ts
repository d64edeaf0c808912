import type { en } from './locales/en.ts';
import type { fields } from './locales/en-fields.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en; fields: typeof fields };
  }
}
