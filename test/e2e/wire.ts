import { createServer, type IncomingMessage, request } from 'node:http';

export type Seen = { method: string; path: string; body: string; status: number };
/** `cut`: nothing gets through. `lost`: the request arrives and its answer does not. `twice`: it arrives a second time. */
export type Weather = 'fine' | 'cut' | 'lost' | 'twice';

/** The wire between the extension and its worker: it writes down what passes, and can fail as networks do. */
export type Wire = { url: string; seen: Seen[]; weather: () => Weather; target: string; close: () => Promise<void> };

export async function openWire(target: string): Promise<Wire> {
  const server = createServer(async (incoming, outgoing) => {
    const weather = wire.weather();
    if (weather === 'cut') return incoming.socket.destroy();
    const send = (body: Buffer) =>
      new Promise<{ status: number; headers: Record<string, string | string[]>; body: Buffer }>((resolve, reject) => {
        const out = request(
          wire.target + incoming.url,
          { method: incoming.method!, headers: incoming.headers },
          answer =>
            wholeOf(answer).then(whole => {
              const headers = answer.headers as Record<string, string>;
              resolve({ status: answer.statusCode!, headers, body: whole });
            }, reject),
        );
        out.on('error', reject);
        out.end(body);
      });
    try {
      const body = await wholeOf(incoming);
      const answer = await send(body);
      wire.seen.push({ method: incoming.method!, path: incoming.url!, body: body.toString(), status: answer.status });
      if (weather === 'twice') await send(body);
      if (weather === 'lost') return incoming.socket.destroy();
      const { 'transfer-encoding': _, ...headers } = answer.headers;
      outgoing.writeHead(answer.status, headers).end(answer.body);
    } catch {
      // The worker or the browser is gone in the middle of a request; so is the answer.
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

async function wholeOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
