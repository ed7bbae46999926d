import browser from 'webextension-polyfill';
import { defineBackground } from 'wxt/utils/define-background';
import { deliverByItself } from '../background/delivery.ts';
import { handlers } from '../background/handlers.ts';
import { answerMessages } from '../background/messages.ts';
import { forgetPanels } from '../background/panels.ts';
import { followPermissions } from '../background/registration.ts';
import { forgetViews } from '../background/views.ts';

// Every listener is added before anything is awaited: the browser wakes the background for those alone.
export default defineBackground(() => {
  answerMessages(handlers);
  followPermissions();
  deliverByItself();
  browser.tabs.onRemoved.addListener(tab => {
    void forgetPanels(tab);
    void forgetViews(tab);
  });
  lockStorage();
});

/** Pages' content scripts have no business in what is kept; browsers without this keep nothing there anyway. */
function lockStorage(): void {
  const { local } = browser.storage as unknown as { local: { setAccessLevel?: (to: object) => Promise<void> } };
  void local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}
