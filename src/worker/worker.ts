import { createHandlers } from './handlers.ts';
import { serve } from './serve.ts';

serve(self, createHandlers());
