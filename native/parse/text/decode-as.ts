import iconv from 'iconv-lite';

/** Names that web pages and mails use for something wider than they say. */
const wider: Record<string, string> = {
  'iso-8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'us-ascii': 'windows-1252',
  ascii: 'windows-1252',
  'iso-8859-9': 'windows-1254',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'ks_c_5601-1987': 'euc-kr',
};

/** Decodes bytes in the encoding of this name, without byte order mark; null for a name that nobody knows. */
export function decodeAs(bytes: Uint8Array, label: string): string | null {
  const asked = label.trim().toLowerCase();
  const name = wider[asked] ?? asked;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (iconv.encodingExists(name)) return iconv.decode(buffer, name);
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return null;
  }
}
