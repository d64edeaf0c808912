import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { toHalfFloat } from './half-float.ts';

/** Type numbers of GGUF metadata, as far as the builders need them. */
const valueTypes = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
const alignment = 32;

export type GgufValue =
  | { type: 'u32' | 'i32' | 'f32'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'strings'; value: readonly string[] }
  | { type: 'i32s' | 'f32s'; value: readonly number[] };

export type Precision = 'f32' | 'f16';

export interface GgufTensor {
  name: string;
  /** Innermost dimension first: [columns, rows] of a row-major matrix. */
  shape: readonly number[];
  precision: Precision;
  values: Float32Array;
}

export interface GgufContents {
  metadata: Record<string, GgufValue>;
  tensors: GgufTensor[];
}

/** The bytes of a GGUF file, version 3, little-endian. */
export function encodeGguf({ metadata, tensors }: GgufContents): Buffer {
  const header: Buffer[] = [
    Buffer.from('GGUF'),
    u32(3),
    u64(tensors.length),
    u64(Object.keys(metadata).length),
    ...Object.entries(metadata).flatMap(([key, value]) => [string(key), encodeValue(value)]),
  ];
  const data: Buffer[] = [];
  let offset = 0;
  for (const tensor of tensors) {
    const bytes = encodeTensor(tensor);
    header.push(string(tensor.name), u32(tensor.shape.length), ...tensor.shape.map(u64));
    header.push(u32(tensor.precision === 'f32' ? 0 : 1), u64(offset));
    data.push(bytes, padding(bytes.length));
    offset += bytes.length + padding(bytes.length).length;
  }
  const start = Buffer.concat(header);
  return Buffer.concat([start, padding(start.length), ...data]);
}

/** Writes a GGUF file, complete or not at all. Resolves to its size in bytes. */
export async function writeGguf(path: string, contents: GgufContents): Promise<number> {
  const bytes = encodeGguf(contents);
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes, { flush: true });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return bytes.length;
}

function encodeTensor({ name, shape, precision, values }: GgufTensor): Buffer {
  const count = shape.reduce((product, side) => product * side, 1);
  if (count !== values.length) throw new RangeError(`${name}: ${values.length} values for a shape of ${count}`);
  if (precision === 'f32') return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < values.length; index++) halves[index] = toHalfFloat(values[index]!);
  return Buffer.from(halves.buffer);
}

function encodeValue(value: GgufValue): Buffer {
  if (value.type === 'strings') return array(valueTypes.string, value.value.map(string));
  if (value.type === 'i32s') return array(valueTypes.i32, value.value.map(i32));
  if (value.type === 'f32s') return array(valueTypes.f32, value.value.map(f32));
  const type = u32(valueTypes[value.type]);
  switch (value.type) {
    case 'bool':
      return Buffer.concat([type, Buffer.from([value.value ? 1 : 0])]);
    case 'string':
      return Buffer.concat([type, string(value.value)]);
    case 'u32':
      return Buffer.concat([type, u32(value.value)]);
    case 'i32':
      return Buffer.concat([type, i32(value.value)]);
    case 'f32':
      return Buffer.concat([type, f32(value.value)]);
  }
}

function array(type: number, items: Buffer[]): Buffer {
  return Buffer.concat([u32(valueTypes.array), u32(type), u64(items.length), ...items]);
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function padding(length: number): Buffer {
  return Buffer.alloc((alignment - (length % alignment)) % alignment);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
