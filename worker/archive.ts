import { Zip, ZipDeflate } from 'fflate';
import { hex } from './seal.ts';

/** A file in an archive, written piece by piece. `rows`: how many of what it counts the piece adds. */
export type File = { add: (text: string, rows?: number) => Promise<void>; end: () => Promise<void> };
export type Manifest = { files: { name: string; rows: number; bytes: number; sha256: string }[] };

/** Text is gathered up to so many characters before it is packed. */
const PIECE = 32 * 1024;

/**
 * Streams a ZIP while it is filled: what is in memory is one piece, and of files that are open beside the first what
 * they pack to. `manifest.json` comes last, so that an archive without it is known to be cut off.
 */
export function archive(
  about: object,
  fill: (open: (name: string) => File) => Promise<void>,
  done: (manifestSha256: string) => Promise<void> = async () => {},
): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const packed: Uint8Array[] = [];
  const manifest: Manifest = { files: [] };
  const zip = new Zip((failure, chunk) => {
    if (failure) throw failure;
    packed.push(chunk);
  });
  const send = async () => {
    for (const chunk of packed.splice(0)) await writer.write(chunk);
  };

  function open(name: string): File {
    const digest = new crypto.DigestStream('SHA-256');
    const hash = digest.getWriter();
    const entry = new ZipDeflate(name, { level: 6 });
    zip.add(entry);
    const file = { name, rows: 0, bytes: 0, sha256: '' };
    let waiting = '';
    const pack = async (final: boolean) => {
      const bytes = new TextEncoder().encode(waiting);
      waiting = '';
      file.bytes += bytes.byteLength;
      await hash.write(bytes);
      entry.push(bytes, final);
      await send();
    };
    return {
      async add(text, rows = 0) {
        waiting += text;
        file.rows += rows;
        if (waiting.length > PIECE) await pack(false);
      },
      async end() {
        await pack(true);
        await hash.close();
        file.sha256 = hex(new Uint8Array(await digest.digest));
        manifest.files.push(file);
      },
    };
  }

  async function write() {
    await fill(open);
    const last = open('manifest.json');
    await last.add(`${JSON.stringify({ ...about, ...manifest }, null, 2)}\n`);
    await last.end();
    zip.end();
    await send();
    await done(manifest.files.at(-1)!.sha256);
    await writer.close();
  }
  write().catch(failure => writer.abort(failure));
  return readable;
}
