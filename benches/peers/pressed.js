/* Adyen's checkout at its kindest to a page: a button of the merchant's own fetches it when a pointer or the focus comes near, or
   when it is pressed, and shows it in a dialog. It knows of Adyen only what adyen.js exports. */
const [button, dialog, place] = ["#pay", "#sheet", "#adyen"].map((name) => document.querySelector(name));

const sheet = () =>
  new Promise((onload, onerror) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("adyen.css", import.meta.url), onload, onerror });
    document.head.append(link);
  });

let fetched;
const fetchIt = () => (fetched ||= Promise.all([import("./adyen.js"), sheet()]));

let mounted;
button.onpointerenter = button.onfocus = fetchIt;
button.onclick = async () => {
  dialog.showModal();
  const [{ mount }] = await fetchIt();
  mounted ||= mount(place);
};
