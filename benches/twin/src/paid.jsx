/* Screen: the money has arrived. What was paid, where and when. It does not know how that was heard. */
import { Frame } from "./checkout.jsx";
import { moment, money, text } from "./said.js";

export const Paid = ({ order, close }) => {
  const charge = order.charges.findLast(({ status }) => status == "paid");
  const at = charge?.paid_at && moment(charge.paid_at, charge.voucher.zone);
  const facts = [
    [text("paid.amount"), money(order.received)],
    [text("paid.where"), charge && (charge.store?.name || text("choose.spei"))],
    [text("paid.when"), at && text("paid.when.at", at)],
    [text("paid.order"), order.reference],
  ];
  return (
    <Frame close={close} action={<button class="go" onClick={close}>{text("paid.back")}</button>}>
      <div class="message" role="status">
        <div class="ring good">
          <svg class="stroke" viewBox="0 0 24 24" width="40" height="40">
            <path d="M5 12l5 5L19 7" />
          </svg>
        </div>
        <h2 tabIndex={-1}>{text("paid.title")}</h2>
        <p>{text("paid.thanks", { merchant: order.offer.merchant })}</p>
        {order.late && <p>{text("paid.late")}</p>}
      </div>
      <dl class="facts">
        {facts.map(([term, said]) => said && (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
    </Frame>
  );
};
