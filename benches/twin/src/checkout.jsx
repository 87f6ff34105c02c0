/* The checkout: the button, the dialog, and which screen is in it. It asks the shop and keeps what it answered; how a screen looks it
   does not know. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Choose, Waiting } from "./choose.jsx";
import { Paid } from "./paid.jsx";
import { text, known } from "./said.js";
import { Slip } from "./slip.jsx";

const PAID = ["paid", "overpaid"];

export const Checkout = ({ shop }) => {
  const dialog = useRef();
  const [offer, setOffer] = useState();
  const [order, setOrder] = useState();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState();
  /* A key is for one wish: the order's, and that of the slip that was asked for last. */
  const keys = useRef({ order: crypto.randomUUID(), wish: "", charge: "" });
  const charge = order?.charges.findLast(({ status }) => status == "pending");
  const close = () => dialog.current.close();

  const load = () => shop.offer().then(setOffer, setProblem);
  const open = () => {
    dialog.current.showModal();
    offer || load();
  };

  const submit = async (wish) => {
    setBusy(true);
    const said = JSON.stringify(wish);
    if (keys.current.wish != said) keys.current = { ...keys.current, wish: said, charge: crypto.randomUUID() };
    try {
      const made = order || (await shop.order(keys.current.order));
      const charge = await shop.charge(made.id, wish, keys.current.charge);
      setOrder({ ...made, charges: [charge] });
    } catch (code) {
      setProblem(code);
    }
    setBusy(false);
  };

  const listening = charge && order.id;
  useEffect(() => listening && shop.listen(listening, (next) => setOrder((now) => (next.version < now.version ? now : next))), [listening]);

  const retry = () => {
    setProblem();
    offer || load();
  };

  const screen = () => {
    if (problem) return <Problem code={problem} retry={retry} close={close} />;
    if (order && PAID.includes(order.status)) return <Paid order={order} close={close} />;
    if (charge) return <Slip charge={charge} test={order.offer.test} close={close} />;
    if (!offer) return <Waiting close={close} />;
    return <Choose offer={offer} busy={busy} submit={submit} close={close} />;
  };
  return (
    <>
      <button part="button" onClick={open}>
        {text("button.pay")}
      </button>
      <dialog class="sheet" part="dialog" aria-label={text("choose.title")} lang="es-MX" ref={dialog} onClick={(event) => event.target == dialog.current && close()}>
        <div class="screen">{screen()}</div>
      </dialog>
    </>
  );
};

const Problem = ({ code, retry, close }) => {
  const named = known(`problem.${code}.title`) ? code : "other";
  return (
    <Frame close={close} action={<button class="go" onClick={retry}>{text("problem.retry")}</button>}>
      <div class="message" role="alert">
        <h2>{text(`problem.${named}.title`)}</h2>
        <p>{text(`problem.${named}.help`)}</p>
      </div>
    </Frame>
  );
};

/* What every screen stands in: heading and close button, body, and below it the action. */
export const Frame = ({ title, test, close, action, children }) => (
  <>
    <div class="head">
      {title ? <h2 tabIndex={-1}>{title}</h2> : <span class="space" />}
      <button class="icon" type="button" part="close" aria-label={text("close")} onClick={close}>
        <svg class="stroke" viewBox="0 0 24 24" width="24" height="24">
          <path d="M6 6l12 12M18 6L6 18" />
        </svg>
      </button>
    </div>
    {test && <p class="test">{text("test")}</p>}
    <div class="body" tabIndex={0}>
      {children}
    </div>
    <div class="act">{action}</div>
  </>
);
