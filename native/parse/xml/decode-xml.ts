import { decodeAs } from '../text/decode-as.ts';

/** The characters of an XML file: by its byte order mark, else by its declaration, else UTF-8. */
export function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs(bytes, 'utf-16be')!;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs(bytes, 'utf-16le')!;
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^[^<]*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  return (declared && decodeAs(bytes, declared)) || decodeAs(bytes, 'utf-8')!;
}
