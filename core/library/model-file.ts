import { join } from 'node:path';
import { AppError } from '../contract/index.ts';

/** Path of a model by its id (its file name without .gguf). Fails with `model-missing` for names that are no file name. */
export function modelFile(modelsFolder: string, model: string): string {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u.test(model)) throw new AppError('model-missing', { model });
  return join(modelsFolder, `${model}.gguf`);
}
