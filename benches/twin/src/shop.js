/* What is asked of the backend: the offer of a button, an order of it, a charge of that, and to hear of its changes. It throws the code
   of a problem, `offline` where there was no answer. It does not know what is drawn. */
export const shop = (backend, button) => {
  const api = backend.replace(/\/$/, "") + "/api/v1";

  const ask = async (path, body, key) => {
    const asked = body && {
      method: "POST",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key },
      body: JSON.stringify(body),
    };
    const answer = await fetch(api + path, asked).catch(() => Promise.reject("offline"));
    const read = await answer.json().catch(() => ({}));
    if (!answer.ok) throw read.code || "other";
    return read;
  };

  return {
    offer: async () => (await ask("/buttons/" + button)).offer,
    order: (key) => ask(`/buttons/${button}/orders`, {}, key),
    charge: (order, wish, key) => ask(`/orders/${order}/charges`, wish, key),
    /* Tells the order each time it changes, until the answer is called. */
    listen: (order, tell) => {
      const events = new EventSource(`${api}/orders/${order}/events`);
      events.onmessage = ({ data }) => tell(JSON.parse(data));
      return () => events.close();
    },
  };
};
