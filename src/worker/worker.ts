// First: what comes after runs without a network.
import './no-network.ts';
import { createHandlers } from './handlers.ts';
import { serve } from './serve.ts';

serve(self, createHandlers());
