/* Nothing of Ficha's needs to be configured for Vite, nor for Svelte. */
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [svelte()] });
