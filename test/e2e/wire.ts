import { createServer, request } from 'node:http';

export type Seen = { method: string; path: string; body: string; status: number };
/** `cut`: nothing gets through. `lost`: the request arrives and its answer does not. `twice`: it arrives a second time. */
export type Weather = 'fine' | 'cut' | 'lost' | 'twice';

/** The wire between the extension and its worker: it writes down what passes, and can fail as networks do. */
export type Wire = { url: string; seen: Seen[]; weather: () => Weather; target: string; close: () => Promise<void> };

export async function openWire(target: string): Promise<Wire> {
  const server = createServer(async (incoming, outgoing) => {
    const weather = wire.weather();
    if (weather === 'cut') return incoming.socket.destroy();
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const send = () =>
      new Promise<{ status: number; headers: Record<string, string | string[]>; body: Buffer }>((resolve, reject) => {
        const out = request(
          wire.target + incoming.url,
          { method: incoming.method!, headers: incoming.headers },
          answer => {
            const chunks: Buffer[] = [];
            answer.on('data', chunk => chunks.push(chunk));
            // A worker that is killed in the middle of its answer.
            answer.on('error', reject);
            answer.on('end', () =>
              resolve({
                status: answer.statusCode!,
                headers: answer.headers as Record<string, string>,
                body: Buffer.concat(chunks),
              }),
            );
          },
        );
        out.on('error', reject);
        out.end(body);
      });
    try {
      const answer = await send();
      wire.seen.push({ method: incoming.method!, path: incoming.url!, body: body.toString(), status: answer.status });
      if (weather === 'twice') await send();
      if (weather === 'lost') return incoming.socket.destroy();
      const { 'transfer-encoding': _, ...headers } = answer.headers;
      outgoing.writeHead(answer.status, headers).end(answer.body);
    } catch {
      // The worker is gone in the middle of a request; so is the answer.
      incoming.socket.destroy();
    }
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const wire: Wire = {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    seen: [],
    weather: () => 'fine',
    target,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return wire;
}
