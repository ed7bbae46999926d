import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pageAt } from './pages.ts';
import { type Role, roles } from './role.ts';

/** What is made of a page before it is served: a hostile one, for instance. */
export type Change = (html: string, url: URL) => string;
type Options = { port: number; host?: string; change?: Change | undefined };

/** Serves the look-alike pages. `?as=student` changes who looks, kept in a cookie. Port 0: any that is free. */
export async function servePages({ port, host = '127.0.0.1', change = html => html }: Options): Promise<{
  url: string;
  close: () => Promise<void>;
}> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? host}`);
    const cookies = new Map(
      (request.headers.cookie ?? '').split(/;\s*/).map(one => one.split('=') as [string, string]),
    );
    const asked = url.searchParams.get('as');
    const as = roleOf(asked ?? cookies.get('as'));
    const html = pageAt(url, as, cookies.get('period'));
    response.writeHead(html === null ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...(asked !== null && { 'set-cookie': `as=${as}; Path=/; SameSite=Lax` }),
    });
    response.end(
      html ? change(html, url) : '<!doctype html><title>Not found</title><p>There is no such page here.</p>',
    );
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, host, done));
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function roleOf(value: string | undefined): Role {
  return roles.find(role => role === value) ?? 'teacher';
}
