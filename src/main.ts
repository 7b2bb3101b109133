import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';

const target = document.getElementById('app');
if (!target) throw new TypeError('index.html has no #app');
// The build put the first view here, so that there is something to read before this script runs.
target.replaceChildren();
mount(App, { target });
