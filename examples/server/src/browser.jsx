/* Takes over what the server has drawn. The backend's address is read from the page, so that only the server is told it. */
import { hydrateRoot } from "react-dom/client";
import { Page } from "./page.jsx";

const { backend } = document.documentElement.querySelector("ficha-checkout").attributes;
hydrateRoot(document, <Page backend={backend.value} />, {
  onRecoverableError: (error) => console.error("the page was not as the server drew it", error),
});
