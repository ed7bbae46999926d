import { render } from 'preact';
import { act } from 'preact/test-utils';
import { Panel } from '../../extension/panel/panel.tsx';
import type { smallBackground } from './small-background.ts';

/** The panel on a page, as a person uses it: by labels and by the words on its buttons. */
export async function openPanel(background: ReturnType<typeof smallBackground>, { token = 'once' } = {}) {
  document.body.innerHTML = '<div id="panel"></div>';
  const root = document.getElementById('panel')!;
  await act(async () => {
    render(<Panel outside={background.outside} token={token} />, root);
  });
  await settle();

  const named = (selector: string, name: string | RegExp) => {
    const found = [...root.querySelectorAll<HTMLElement>(selector)].filter(one => fits(nameOf(one), name));
    if (found.length === 0) throw new Error(`no ${selector} named ${name} in:\n${root.textContent}`);
    return found[0]!;
  };
  const has = (selector: string, name: string | RegExp) =>
    [...root.querySelectorAll<HTMLElement>(selector)].some(one => fits(nameOf(one), name));
  const field = (label: string | RegExp) => {
    const tied = [...root.querySelectorAll('label')].find(one => fits(one.textContent, label));
    const control = tied?.htmlFor ? document.getElementById(tied.htmlFor) : tied?.querySelector('input');
    if (!control) throw new Error(`no field labelled ${label} in:\n${root.textContent}`);
    return control as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
  };
  return {
    root,
    text: () => root.textContent,
    status: () => root.querySelector('footer [role=status]')?.textContent ?? '',
    fields: () => [...root.querySelectorAll<HTMLElement>('[role=tabpanel] :is(input, select, textarea)')],
    field,
    has,
    named,
    async click(name: string | RegExp, selector = 'button, [role=tab], a') {
      await act(async () => named(selector, name).click());
      await settle();
    },
    async tab(name: string) {
      await act(async () => named('[role=tab]', new RegExp(`^${name}`)).click());
      await settle();
    },
    async fill(label: string | RegExp, value: string) {
      const control = field(label);
      await act(async () => {
        control.value = value;
        control.dispatchEvent(new Event(control.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
      });
    },
    async choose(label: string | RegExp) {
      const control = field(label) as HTMLInputElement;
      await act(async () => control.click());
      await settle();
    },
    async press(key: string, on: EventTarget = document.body) {
      await act(async () => {
        on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      });
      await settle();
    },
    async close() {
      await act(async () => render(null, root));
    },
  };
}

/** Until everything that a click set off has been drawn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await act(() => new Promise(resolve => setTimeout(resolve)));
}

function nameOf(one: HTMLElement): string {
  return one.getAttribute('aria-label') ?? one.textContent ?? '';
}

function fits(text: string | null, wanted: string | RegExp): boolean {
  const plain = (text ?? '').replace(/\s+/g, ' ').trim();
  return typeof wanted === 'string' ? plain === wanted : wanted.test(plain);
}
