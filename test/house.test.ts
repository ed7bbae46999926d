import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sites } from '../extension/sites/sites.ts';
import { insights } from '../shared/insights/index.ts';
import { Entry, kinds } from '../shared/records/entry.ts';
import { nouns } from '../shared/records/map.ts';

// The rules of the house. Each finds what breaks it, so that a red test says where to look.

const root = fileURLToPath(new URL('..', import.meta.url));
const ignored = new Set(['.git', ...read('.gitignore').split('\n').filter(Boolean)]);
const files = walk('');
const within = (...folders: string[]) => files.filter(file => folders.some(folder => file.startsWith(`${folder}/`)));
const code = within('shared', 'extension', 'worker').filter(file => /\.tsx?$/.test(file));

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Every file that belongs to the project, by its path from the root. */
function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(one => {
    const path = join(folder, one.name);
    if (ignored.has(one.name) || ignored.has(path) || one.name.endsWith('.tsbuildinfo')) return [];
    return one.isDirectory() ? walk(path) : [path];
  });
}

/** Code without its comments, which may name what code must not use. */
function bare(file: string): string {
  return read(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/ .*$/gm, '');
}

type Import = { from: string; to: string; typeOnly: boolean };

function importsOf(file: string): Import[] {
  const source = bare(file);
  const stated = [...source.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:[^'"();]*?\sfrom\s*)?['"]([^'"]+)['"]/gm)];
  const dynamic = [...source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)];
  return [
    ...stated.map(([, type, to]) => ({ from: file, to: place(file, to!), typeOnly: type !== undefined })),
    ...dynamic.map(([, to]) => ({ from: file, to: place(file, to!), typeOnly: false })),
  ];
}

function place(from: string, to: string): string {
  return to.startsWith('.') ? join(dirname(from), to) : to;
}

const imports = code.flatMap(importsOf);
const into = (folder: string) => (one: Import) => one.to.startsWith(`${folder}/`);
const inside = (folder: string) => (one: Import) => one.from.startsWith(`${folder}/`);
/** Places where a pattern is found, as `file: what was found`. */
const found = (where: string[], pattern: RegExp, source = bare) =>
  where.flatMap(file => [...source(file).matchAll(new RegExp(pattern, 'g'))].map(one => `${file}: ${one[0]}`));

it('is looked at at all', () => {
  expect(code.length).toBeGreaterThan(60);
  expect(imports.length).toBeGreaterThan(200);
  for (const { from, to } of imports) if (/\.tsx?$/.test(to)) expect(files, from).toContain(to);
});

describe('who imports whom', () => {
  it('shared imports neither side, and no package but zod', () => {
    expect(
      imports.filter(inside('shared')).filter(one => !into('shared')(one) && one.from !== 'shared/zod.ts'),
    ).toEqual([]);
  });

  it('zod comes through shared/zod.ts alone', () => {
    expect(imports.filter(one => /^zod(\/|$)/.test(one.to) && one.from !== 'shared/zod.ts')).toEqual([]);
  });

  it('the two sides never import each other, but for one type', () => {
    expect(imports.filter(inside('worker')).filter(into('extension'))).toEqual([]);
    const across = imports.filter(inside('extension')).filter(into('worker'));
    expect(across.filter(one => !one.typeOnly || one.to !== 'worker/index.ts')).toEqual([]);
    expect(across.length).toBeLessThanOrEqual(1);
  });

  it('neither imports the tests', () => {
    expect(imports.filter(into('test'))).toEqual([]);
  });

  it('the marker carries no framework, no schema library and no polyfill', () => {
    const reached = new Set<string>();
    const packages = new Set<string>();
    const follow = (file: string) => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const { to, typeOnly } of importsOf(file)) if (!typeOnly) files.includes(to) ? follow(to) : packages.add(to);
    };
    follow('extension/entrypoints/marker.content.ts');
    expect(reached.size).toBeGreaterThan(5);
    expect([...packages]).toEqual(['wxt/utils/define-content-script']);
    expect([...reached].filter(file => /^extension\/(panel|sync|background|dashboard)\//.test(file))).toEqual([]);
  });
});

describe('where things are done', () => {
  const own = (folder: string) => (file: string) => !file.startsWith(folder);

  it('shared is pure: no network, no page, no storage, no clock, no chance', () => {
    const impure =
      /\b(fetch|setTimeout|setInterval)\(|\b(document|window|navigator|localStorage|indexedDB|chrome|browser|process|console)\.|\bDate\.now\b|new Date\(\)|Math\.random\b|crypto\./;
    expect(found(within('shared'), impure)).toEqual([]);
  });

  it('SQL is in worker/store and worker/migrations', () => {
    const sql =
      /\.prepare\(|\.exec\(\s*['"`]|['"`]\s*(select\s[^'"`]*\sfrom|insert\s+(or\s+\w+\s+)?into|update\s+\w+\s+set|delete\s+from|create\s+(table|index)|with\s+\w+\s+as\s*\()\b/i;
    const allowed = code.filter(own('worker/store/'));
    expect(found(allowed, new RegExp(sql, 'gi'))).toEqual([]);
    expect(found(within('worker/store'), /\.prepare\(/).length).toBeGreaterThan(5);
  });

  it('only extension/sync speaks to the network, and of the worker only worker/outward.ts', () => {
    const network =
      /(?<![.\w])fetch\(|globalThis\.fetch|XMLHttpRequest|new WebSocket|EventSource|sendBeacon|importScripts/;
    const elsewhere = code.filter(own('extension/sync/')).filter(file => file !== 'worker/outward.ts');
    expect(found(elsewhere, network)).toEqual([]);
    expect(found(['worker/outward.ts'], network)).toHaveLength(1);
    expect(found(within('extension/sync'), network)).not.toEqual([]);
  });

  it('no code is made from text', () => {
    expect(
      found(code, /\beval\(|new Function\(|\.innerHTML\b|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML/),
    ).toEqual([]);
  });

  it('what another site’s page looks like is known in extension/sites alone', () => {
    const elsewhere = within('extension').filter(
      file => /\.(tsx?|css|html)$/.test(file) && !file.startsWith('extension/sites/'),
    );
    const theirs = [...new Set(sites.flatMap(selectorsOf))].filter(one => /[.#[]/.test(one) && one.length > 4);
    expect(theirs.length).toBeGreaterThan(20);
    for (const file of elsewhere) {
      const source = bare(file);
      expect(
        theirs.filter(selector => source.includes(selector)),
        file,
      ).toEqual([]);
    }
    const landmarks =
      /#page-\w|\.context_module|select#period|#region-main|\.ig-|#menu\b|body\.(modules|path-)|\.activityname|modname|ENV\.current_user/;
    expect(found(elsewhere, landmarks)).toEqual([]);
  });
});

/** Every selector in a site's data, wherever it is. */
function selectorsOf(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(selectorsOf);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const names = [
      'fingerprint',
      'teacher',
      'notTeacher',
      'where',
      'after',
      'in',
      'row',
      'text',
      'of',
      'chosen',
      'container',
      'choices',
    ];
    const texts = [value].flat().filter(one => typeof one === 'string');
    return [...(names.includes(key) ? texts : []), ...selectorsOf(value)];
  });
}

describe('files', () => {
  it('the root holds what the tools ask for there, and the four parts', () => {
    const there = readdirSync(root).filter(name => !ignored.has(name));
    const allowed = [
      '.biome.json',
      '.ci',
      '.editorconfig',
      '.gitignore',
      '.npmrc',
      'LICENSE',
      'README.md',
      'extension',
      'package-lock.json',
      'package.json',
      'shared',
      'test',
      'tsconfig.json',
      'worker',
      'wrangler.toml',
    ];
    expect(there.filter(name => !allowed.includes(name))).toEqual([]);
  });

  it('are named in kebab-case, after one noun or one act', () => {
    const named = within('shared', 'extension', 'worker', 'test').filter(
      file => !file.startsWith('worker/migrations/'),
    );
    expect(named.filter(file => !file.split('/').every(part => /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(part)))).toEqual([]);
    expect(within('worker/migrations').filter(file => !/\/\d{4}_[a-z0-9-]+\.sql$/.test(file))).toEqual([]);
    // The app, and the typed list of insights.
    const listed = ['worker/index.ts', 'shared/insights/index.ts'];
    const vague = /^(utils?|helpers?|common|misc|lib|shared|types|constants|index)\.tsx?$/;
    expect(code.filter(file => vague.test(basename(file)) && !listed.includes(file))).toEqual([]);
  });

  it('export by name, and none passes on what another has', () => {
    const byTool = /^extension\/(entrypoints\/.*|wxt\.config)\.?\w*\.tsx?$|^worker\/index\.ts$/;
    expect(
      found(
        code.filter(file => !byTool.test(file)),
        /^export default/m,
      ),
    ).toEqual([]);
    expect(found(code, /^export (\*|\{[^}]*\}) from/m)).toEqual([]);
  });

  it('leave nothing for later', () => {
    expect(
      found(
        [...code, ...within('test')].filter(file => !file.startsWith('test/house') && !file.endsWith('.png')),
        /\b(TODO|FIXME|XXX|HACK)\b/,
        read,
      ),
    ).toEqual([]);
    expect(
      found(
        within('test').filter(file => !file.startsWith('test/house')),
        /\b(it|test|describe)\.(only|skip|todo)\(/,
        read,
      ),
    ).toEqual([]);
  });

  it('name no place on anybody’s machine', () => {
    const text = files.filter(file => /\.(tsx?|md|json|toml|css|html|sql)$|\/run$|rc$/.test(file));
    expect(
      found(text, /\/(?:home|Users)\/\w{2,}|\/root\/\w|\/work\/(?:main|shared)|\/tmp\/\w|[A-Z]:\\Users/, read),
    ).toEqual([]);
  });
});

describe('package-lock.json', () => {
  type Package = { optionalDependencies?: Record<string, string>; resolved?: string; integrity?: string };
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Package> };

  it('has every optional dependency, so that npm ci installs on any system', () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(name => !lockedAt(path, name)),
    );
    expect(missing).toEqual([]);
  });

  /** Where node would find a package for another one: in its own folder, or in one of those above it. */
  function lockedAt(path: string, name: string): boolean {
    for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
      if (lock.packages[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
      if (at === '') return false;
    }
  }

  it('names no host to fetch packages from', () => {
    expect(
      Object.entries(lock.packages)
        .filter(([, one]) => one.resolved)
        .map(([path]) => path),
    ).toEqual([]);
    expect(read('package-lock.json')).not.toMatch(/registry|npmjs|codeload|git\+|file:/);
    expect(read('.npmrc')).not.toMatch(/registry=|_auth|token/i);
  });

  it('is pinned: exact versions of all that is asked for', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'));
    const versions = Object.entries<string>({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter(([name, version]) => name !== '@types/node' && !/^\d+\.\d+\.\d+$/.test(version))).toEqual(
      [],
    );
  });
});

describe('what is in a folder is in its list, in its tests and in the README', () => {
  const namesIn = (folder: string, but: string[] = []) =>
    within(folder)
      .filter(file => dirname(file) === folder && file.endsWith('.ts'))
      .map(file => basename(file, '.ts'))
      .filter(name => !but.includes(name));

  it('entry kinds', () => {
    const written = within('shared/records').flatMap(file =>
      [...bare(file).matchAll(/= kind\(\s*'([a-z_]+)'/g)].map(one => one[1]),
    );
    const listed = kinds.map(one => one.name);
    expect(written.sort()).toEqual([...listed].sort());
    expect(Entry.def.options.map(one => one.shape.kind.def.values[0]).sort()).toEqual([...listed].sort());
    expect(tableOf('kind').sort()).toEqual([...listed].sort());
  });

  it('nouns of the map', () => {
    const paths = Object.values(nouns).map(one => one.path);
    expect(tableOf('noun', 1).sort()).toEqual([...paths].sort());
    const schemas = Object.keys(nouns).filter(noun => !files.includes(`shared/records/${noun}.ts`));
    expect(schemas).toEqual([]);
  });

  it('sites', () => {
    const data = within('extension/sites').filter(file => /^export const \w+: Site =/m.test(bare(file)));
    expect(data.map(file => basename(file, '.ts')).sort()).toEqual(sites.map(one => one.id).sort());
    expect(tableOf('site').sort()).toEqual(sites.map(one => one.id).sort());
  });

  it('insights', () => {
    const listed = insights.map(one => one.id).sort();
    expect(namesIn('shared/insights', ['index']).sort()).toEqual(listed);
    expect(tableOf('id').sort()).toEqual(listed);
    expect(listed.filter(name => !files.includes(`test/shared/${name}.test.ts`))).toEqual([]);
  });

  it('statistics: one formula a file, each with a test that names it', () => {
    const tests = within('test/shared').map(read).join('\n');
    expect(namesIn('shared/statistics').filter(name => !tests.includes(`statistics/${name}.ts`))).toEqual([]);
  });

  it('routes', () => {
    const app = within('worker')
      .filter(file => dirname(file) === 'worker')
      .map(read)
      .join('\n');
    const routes = namesIn('worker/routes');
    expect(routes.filter(name => !app.includes(`./routes/${name}.ts`))).toEqual([]);
  });

  it('pictures in the README are there', () => {
    const pictures = [...read('README.md').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(one => one[1]!);
    expect(pictures.filter(picture => !files.includes(relative('', picture)))).toEqual([]);
  });
});

/** What a README table has in backticks in one of its columns; the table is the one whose first heading is this. */
function tableOf(heading: string, column = 0): string[] {
  const lines = read('README.md').split('\n');
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim());
  const head = lines.findIndex(line => line.startsWith('|') && cells(line)[0] === heading);
  expect(head, `a table that begins with “${heading}”`).toBeGreaterThan(-1);
  const end = lines.findIndex((line, at) => at > head && !line.startsWith('|'));
  return lines.slice(head + 2, end === -1 ? undefined : end).map(line => {
    const [, name] = cells(line)[column]?.match(/^`([^`]+)`$/) ?? [];
    return name ?? `no name in “${line}”`;
  });
}
