import { oc } from '@orpc/contract';
import { errorCodes } from './errors.ts';

type ErrorMap = { [code in keyof typeof errorCodes]: { status: number; message: string } };

/** Every procedure may fail with any code of the closed set, and with nothing else. */
export const base = oc.errors(errorCodes as ErrorMap);
export const get = (path: `/${string}`) => base.route({ method: 'GET', path });
export const post = (path: `/${string}`) => base.route({ method: 'POST', path });
export const remove = (path: `/${string}`) => base.route({ method: 'DELETE', path });
