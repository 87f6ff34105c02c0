/* Screen: the slip, with its bars, its digits to copy, until when, and the steps. It is shown a charge that is pending, and does not
   know who listens for its money. */
import { useEffect, useState } from "preact/hooks";
import { bars } from "./bars.js";
import { Frame } from "./checkout.jsx";
import { hours, left, moment, money, text } from "./said.js";

const KINDS = {
  deposit: { digits: "account", label: "voucher.account", copy: "voucher.copy-reference" },
  reference: { digits: "reference", label: "voucher.reference", copy: "voucher.copy-reference" },
  transfer: { digits: "clabe", label: "voucher.clabe", copy: "voucher.copy-clabe" },
};
const ROWS = { company: "voucher.company", bank: "voucher.bank", beneficiary: "voucher.beneficiary", concept: "voucher.concept" };

export const Slip = ({ charge, test, close }) => {
  const { voucher, store } = charge;
  const { payable, barcode } = voucher;
  const kind = KINDS[payable.kind];
  const digits = payable[kind.digits];
  const isTransfer = payable.kind == "transfer";
  return (
    <Frame title={text("voucher.title")} test={test} close={close} action={<Copy name={text(kind.copy)} value={digits} look="go" />}>
      <p class="live">
        <i />
        <span>{text("voucher.waiting")}</span>
      </p>
      <article class="slip" part="voucher" data-store={(isTransfer ? "spei" : store?.badge) || "other"} data-status="open">
        <div class="band">
          <b>{store?.name || text("choose.spei")}</b>
          <small>{text(isTransfer ? "voucher.from-bank" : store?.bank ? "voucher.at-bank" : "voucher.at-counter")}</small>
        </div>
        <Amount voucher={voucher} />
        {barcode && <Bars content={barcode.content} />}
        <div class="dues">
          <small>{text(kind.label)}</small>
          <div class="digits" part={isTransfer ? "clabe" : "reference"} data-value={digits}>
            {groups(digits, isTransfer).map((group, at) => [<span key={at}>{group}</span>, " "])}
          </div>
          <dl>
            {Object.keys(ROWS).map((row) => payable[row] && (
              <div key={row}>
                <dt>{text(ROWS[row])}</dt>
                <dd>
                  {payable[row]}
                  {row == "concept" && <Copy name={text("voucher.copy")} value={payable[row]} look="ghost" />}
                </dd>
              </div>
            ))}
          </dl>
        </div>
        <Until voucher={voucher} />
      </article>
      <section class="steps">
        <h3>{text("steps.title")}</h3>
        <ol>
          {steps(charge).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </section>
    </Frame>
  );
};

/* A CLABE has bank, city, account and check digit; other digits are read in fours. */
const groups = (digits, isClabe) => digits.match(isClabe ? /^.{3}|(?<=^.{3}).{3}|(?<=^.{6}).{11}|.$/g : /.{1,4}/g) || [];

const Amount = ({ voucher: { amount, till_fee: fee } }) => {
  const total = fee && { ...amount, amount: amount.amount + fee.amount };
  const [before, after] = fee ? text("voucher.bring", { fee: money(fee) }).split("{total}") : [];
  return (
    <div class="amount">
      <strong part="amount">{money(amount)}</strong>
      <span>{fee ? [before, <b>{money(total)}</b>, after] : text("voucher.exact")}</span>
    </div>
  );
};

const Bars = ({ content }) => {
  const { path, modules } = bars(content);
  return (
    <div class="bars">
      <svg part="barcode" role="img" aria-label={text("voucher.barcode", { digits: content })} viewBox={`0 0 ${modules} 1`} preserveAspectRatio="none" shape-rendering="crispEdges" width={modules * 2}>
        <path d={path} />
      </svg>
    </div>
  );
};

/* Says that it has copied, for a while. */
const Copy = ({ name, value, look }) => {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(value);
    setDone(true);
    setTimeout(setDone, 3000, false);
  };
  return (
    <button class={look} type="button" aria-label={name} onClick={copy}>
      {done ? text("voucher.copied") : name}
    </button>
  );
};

const Until = ({ voucher: { expires_at: at, zone } }) => {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(tick);
  }, []);
  return (
    <div class="until">
      <b>{text("voucher.until", moment(at, zone))}</b>
      <div>
        <span>{zone == "America/Mexico_City" ? text("zone.America/Mexico_City") : zone} ·</span> <span>{left((Date.parse(at) - now) / 1000)}</span>
      </div>
    </div>
  );
};

const steps = ({ store, voucher: { payable, barcode } }) => {
  if (payable.kind == "transfer") return [text("steps.transfer.open"), text("steps.transfer.pay"), text("steps.transfer.done")];
  const named = { store: store.name };
  const go = store.hours ? text("steps.deposit.go", { ...named, ...hours(store.hours) }) : text("steps.deposit.go-any-time", named);
  const how = {
    deposit: () => text(barcode ? "steps.deposit.scan" : "steps.deposit.say"),
    reference: () => {
      if (barcode) return text("steps.reference.scan");
      return payable.company ? text("steps.reference.say", payable) : text("steps.reference.say-plain");
    },
  };
  return [go, how[payable.kind](), text("steps.cash.pay")];
};
