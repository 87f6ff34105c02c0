/* Screen: choose how and where to pay, and say who pays; each error stands at its field. It hands on what was chosen, and does not
   know what becomes of it. */
import { useState } from "preact/hooks";
import { Frame } from "./checkout.jsx";
import { hours, money, text } from "./said.js";

/* More stores than this are not all shown at once, but so many of them. */
const MANY = 8;
const FEW = 6;

const FIELDS = [
  { name: "name", kind: "text", autocomplete: "name", label: "details.name", wrong: "details.name.wrong" },
  { name: "email", kind: "email", autocomplete: "email", label: "details.email", wrong: "details.email.wrong" },
  { name: "phone", kind: "tel", autocomplete: "tel-national", label: "details.phone", hint: "details.phone.hint", wrong: "details.phone.wrong" },
];

const digits = (typed) => typed.replace(/[\s().-]/g, "").replace(/^\+?52(?=\d{10}$)/, "");
const CHECKS = {
  way: (typed) => typed,
  name: (typed) => (typed.match(/\p{L}/gu) || []).length > 1,
  email: (typed) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed.trim()),
  phone: (typed) => !typed.trim() || /^\d{10}$/.test(digits(typed)),
};

export const Choose = ({ offer, busy, submit, close }) => {
  const [wrong, setWrong] = useState({});
  const mend = ({ target }) => wrong[target.name] && setWrong({ ...wrong, [target.name]: false });
  const send = (event) => {
    event.preventDefault();
    if (busy) return;
    const typed = { way: "", ...Object.fromEntries(new FormData(event.target)) };
    const found = Object.fromEntries(Object.entries(CHECKS).map(([name, check]) => [name, !check(typed[name])]));
    setWrong(found);
    const first = Object.keys(found).find((name) => found[name]);
    if (first) return event.target.elements[first][0]?.focus() ?? event.target.elements[first].focus();
    const [method, store] = typed.way.split("/");
    const customer = { name: typed.name.trim(), email: typed.email.trim(), phone: digits(typed.phone) || undefined };
    submit({ method, store, customer });
  };
  return (
    <Frame title={text("choose.title")} test={offer.test} close={close} action={<Submit busy={busy} total={offer.total} />}>
      <form id="choose" noValidate onSubmit={send} onInput={mend}>
        <What offer={offer} />
        <p class="wrong" role="alert">{wrong.way && text("choose.missing")}</p>
        <Ways offer={offer} />
        <fieldset class="group">
          <legend>{text("details.title")}</legend>
          {FIELDS.map((field) => (
            <Field key={field.name} {...field} isWrong={wrong[field.name]} />
          ))}
        </fieldset>
      </form>
    </Frame>
  );
};

/* Grey rows where the ways to pay will be: nothing jumps when they come. */
export const Waiting = ({ close }) => (
  <Frame title={text("choose.title")} close={close}>
    <div class="ways" role="status" aria-label={text("loading")}>
      {[0, 1, 2, 3].map((row) => (
        <div key={row} class="way ghosted" />
      ))}
    </div>
  </Frame>
);

const What = ({ offer }) => (
  <div class="what">
    {offer.image && <img src={offer.image} alt="" width="48" height="48" />}
    <div>
      <b>{offer.description}</b>
      <span>{offer.merchant}</span>
    </div>
    <strong>{money(offer.total)}</strong>
  </div>
);

const Ways = ({ offer }) => {
  const takes = ({ limit }) => !limit || limit.currency != offer.total.currency || offer.total.amount <= limit.amount;
  const stores = offer.methods.flatMap((method) => method.stores || []);
  const rows = [...stores.filter(takes), ...stores.filter((store) => !takes(store))].map((store) => (
    <Way key={store.id} value={"cash/" + store.id} name={store.name} badge={store.badge} takes={takes(store)} about={about(store, takes(store))} />
  ));
  const few = rows.length > MANY ? FEW : rows.length;
  return (
    <>
      {offer.methods.some(({ method }) => method == "spei") && (
        <Group legend={text("choose.transfer")}>
          <Way value="spei" name={text("choose.spei")} badge="spei" takes about={text("choose.spei.about")} />
        </Group>
      )}
      {rows.length > 0 && (
        <Group legend={text("choose.cash")}>
          {rows.slice(0, few)}
          {few < rows.length && (
            <details>
              <summary>{text("choose.more")}</summary>
              <div class="others">{rows.slice(few)}</div>
            </details>
          )}
        </Group>
      )}
    </>
  );
};

const about = (store, takes) => {
  if (!takes) return text("choose.limit", { limit: money(store.limit) });
  const fee = store.till_fee && text("choose.fee", { fee: money(store.till_fee) });
  return [store.hours && text("choose.hours", hours(store.hours)), fee].filter(Boolean).join(" · ");
};

const Group = ({ legend, children }) => (
  <fieldset class="group">
    <legend>{legend}</legend>
    <div class="ways">{children}</div>
  </fieldset>
);

/* A pharmacy is known by the rest of its name. */
const Way = ({ value, name, badge, takes, about }) => (
  <label class={takes ? "way" : "way off"}>
    <span class="badge" data-store={badge || "other"} aria-hidden="true">{name.replace(/^Farmacias /, "")}</span>
    <span class="about">
      <b>{name}</b>
      <small id={"about-" + value}>{about}</small>
    </span>
    <input type="radio" name="way" value={value} aria-label={name} aria-describedby={"about-" + value} disabled={!takes} />
  </label>
);

const Field = ({ name, kind, autocomplete, label, hint, wrong, isWrong }) => (
  <div class="field">
    <label for={name}>{text(label)}</label>
    <input id={name} name={name} type={kind} inputMode={kind} autocomplete={autocomplete} maxLength={254} aria-describedby={name + "-below"} aria-invalid={isWrong ? "true" : undefined} />
    <p id={name + "-below"} class={isWrong ? "wrong" : "hint"}>
      {isWrong ? text(wrong, { n: 10 }) : hint && text(hint, { n: 10 })}
    </p>
  </div>
);

const Submit = ({ busy, total }) => (
  <>
    <button class="go" type="submit" form="choose" part="submit" aria-disabled={busy ? "true" : undefined}>
      {busy ? [<span class="spin" />, text("submit.making")] : <span>{text("submit.make")}<span aria-hidden="true"> · {money(total)}</span></span>}
    </button>
    <small>{text("submit.note")}</small>
  </>
);
