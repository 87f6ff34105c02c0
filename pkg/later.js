/* What the slip needs and is shorter in JavaScript than in WebAssembly. It arrives with the second half of the program, so
   that it is there when the network is not. It knows no order: it is handed what to print. */
const CHECKOUT = customElements.get("ficha-checkout");

/* The slip in a page of its own: a frame without size, because the host's page must not be printed with it, and no
   style of ours may reach into that. */
const print = (styles) => (root, title) => {
  const frame = document.createElement("iframe");
  frame.style.cssText = "position:fixed;width:0;height:0;border:0";
  frame.ariaHidden = true;
  root.append(frame);
  const page = frame.contentDocument;
  page.adoptedStyleSheets = styles.map(({ css }) => {
    const paper = new frame.contentWindow.CSSStyleSheet();
    paper.replaceSync(css.replaceAll(":host", ":root"));
    return paper;
  });
  const heading = page.createElement("h1");
  heading.textContent = page.title = title;
  page.body.className = "paper";
  page.body.append(heading);
  for (const part of root.querySelectorAll(".slip,.steps")) page.body.append(page.importNode(part, true));
  frame.contentWindow.onafterprint = () => frame.remove();
  frame.contentWindow.print();
};

/* `styles`: all sheets of the widget, as texts. */
CHECKOUT.tools = (styles) => ({ print: print(styles) });
