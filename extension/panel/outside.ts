import type { MessageName, Replies, Requests } from '../messages.ts';

/** What a person typed into one form, by field. */
export type Values = Record<string, string>;

/** Everything the panel reaches outside itself. It never touches the network; tests hand in their own. */
export type Outside = {
  send: <N extends MessageName>(name: N, request: Requests[N]) => Promise<Replies[N]>;
  /** Asks the browser for these origins. To be called straight from a click. */
  grant: (origins: string[]) => Promise<boolean>;
  /** Opens our own tab, where one signs in. */
  openOptions: () => Promise<void>;
  /** Lets only a person's own clicks through; `tell` hears whether something on the page covers the panel. Gives the way to stop. */
  guard: (tell: (covered: boolean) => void) => () => void;
};
