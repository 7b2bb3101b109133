// First: what comes after runs without a network.
import './no-network.ts';
import { createHandlers } from './handlers.ts';
import { PAGE_CHANNEL } from './page-channel.ts';
import { serve } from './serve.ts';

const handlers = createHandlers({
  tell: (event) => self.postMessage(event),
  tabs: new BroadcastChannel('keybearer'),
  pages: new BroadcastChannel(PAGE_CHANNEL),
  end: () => self.close(),
});
serve(self, handlers);
