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
  try {
    put(frame, styles, root, title);
  } catch (error) {
    /* Nothing was printed, and whoever pressed is told. */
    frame.remove();
    throw error;
  }
};
const put = (frame, styles, root, title) => {
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

/* Copies a text. Where there is no clipboard or we may not use it, from a field, as in the days before it; where that is refused, too,
   what is shown beside the button stays selected, for the shopper to copy it by hand. Resolves to whether it is copied. */
const copy = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {}
  const place = button.closest("dd,.dues");
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.style.cssText = "position:fixed;opacity:0";
  place.append(field);
  try {
    field.select();
    if (document.execCommand("copy")) return true;
  } catch {
  } finally {
    field.remove();
    button.focus();
  }
  const shown = place.querySelector(".digits") || place.firstChild;
  getSelection().setBaseAndExtent(shown, 0, shown, (shown.data || shown.childNodes).length);
};

/* Downloads a picture, or the text of a calendar, under a name. Some browsers follow only a link that is in the page. */
const save = (root, made, name) => {
  const file = made.size ? made : new Blob([made], { type: "text/calendar;charset=utf-8" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
  root.append(link);
  link.click();
  link.remove();
  /* It is being read still. */
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};

/* `styles`: all sheets of the widget, as texts. */
CHECKOUT.tools = (styles) => ({ print: print(styles), copy, save });
