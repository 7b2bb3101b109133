import { render as renderComponent } from 'svelte/server';
import App from '../App.svelte';

/** The first view as HTML, for the build to put into index.html. */
export function render(): { head: string; body: string } {
  const { head, body } = renderComponent(App);
  return { head, body };
}
