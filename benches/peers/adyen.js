/* Adyen Web with OXXO alone, mounted as its documents show. Its servers are this machine: the page says where in
   `<body data-vendor>`. What Adyen would answer to a payment is a local object, so nothing of the network stands between a press and
   its voucher. It does not know when it is mounted, nor what is measured. */
import { AdyenCheckout, Oxxo } from "@adyen/adyen-web";
import "@adyen/adyen-web/styles/adyen.css";

const vendor = document.body.dataset.vendor;
const amount = { value: 15000, currency: "MXN" };

const action = {
  type: "voucher",
  paymentMethodType: "oxxo",
  reference: "59168234567890123456",
  merchantReference: "SMGCURL1",
  expiresAt: "2027-01-29T05:59:59Z",
  totalAmount: amount,
  initialAmount: amount,
  merchantName: "Tienda Lupita",
  downloadUrl: vendor + "voucher.pdf",
};

/* Mounts the button; pressed, it becomes the voucher. */
export const mount = async (place) => {
  const checkout = await AdyenCheckout({
    environment: "test",
    clientKey: "bench_CLIENTKEY",
    locale: "es-ES",
    countryCode: "MX",
    amount,
    analytics: { enabled: false },
    paymentMethodsResponse: { paymentMethods: [{ type: "oxxo", name: "Oxxo" }] },
    onSubmit: (state, component, answer) => answer.resolve({ resultCode: "PresentToShopper", action }),
    _environmentUrls: { api: vendor, analytics: vendor, cdn: { images: vendor, translations: vendor } },
  });
  new Oxxo(checkout).mount(place);
};

/* A page that shows it at once says so where it stands. */
const place = document.querySelector("#adyen:not([data-later])");
if (place) mount(place);
