/* Lets TypeScript know what Vite knows: that a style sheet can be imported. */
/// <reference types="vite/client" />
