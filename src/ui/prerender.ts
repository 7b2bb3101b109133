import { render as renderComponent } from 'svelte/server';
import App from '../App.svelte';

/** The first view as HTML, for the build to put into index.html. */
export function render(): string {
  // The page mounts afresh, so the marks that hydration would need are only weight. The head is
  // index.html's own.
  return renderComponent(App).body.replace(/<!--.*?-->/gs, '');
}
