import { useRef, useState } from 'preact/hooks';
import type { Replies } from '../messages.ts';
import { problemInWords } from './entry-errors.ts';
import { usePanel } from './panel-context.ts';

type Read = Extract<Replies['cycle'], { ok: true }>['value'];

/** A cycle that is read when it is opened: only then do its notes come, and only then does its author see who read it. */
export function useReadCycle(cycle: string) {
  const { say, outside } = usePanel();
  const [open, setOpen] = useState(false);
  const [read, setRead] = useState<Read | null>(null);
  const [said, setSaid] = useState('');
  const asked = useRef(false);

  const toggle = async (now: boolean) => {
    setOpen(now);
    if (!now || asked.current) return;
    asked.current = true;
    setSaid(say('panel.loading'));
    const answer: Replies['cycle'] = await outside
      .send('cycle', { cycle })
      .catch(() => ({ ok: false, problem: 'offline' }));
    asked.current = answer.ok;
    setSaid(answer.ok ? '' : problemInWords(say, answer.problem));
    if (answer.ok) setRead(answer.value);
  };
  return { open, read, said, toggle };
}
