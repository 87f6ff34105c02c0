/* How things are said in Mexican Spanish: texts with their placeholders, money, moments, hours, and what is left of a time. It knows
   no screen. */
export const text = (key, values = {}) => (TEXTS[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
export const known = (key) => key in TEXTS;

const TAG = "es-MX";

export const money = ({ amount, currency }) =>
  new Intl.NumberFormat(TAG, { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(
    `${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, "0")}`,
  );

export const moment = (at, timeZone) => {
  const written = (options) => new Intl.DateTimeFormat(TAG, { ...options, timeZone }).format(new Date(at));
  return {
    date: written({ weekday: "short", day: "numeric", month: "short" }),
    time: written({ hour: "numeric", minute: "2-digit", hourCycle: "h23" }),
  };
};

const clock = (minutes) => `${Math.trunc(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
export const hours = ({ from, to }) => ({ from: clock(from), to: clock(to) });

/* Rounded down, because a promise must hold. */
export const left = (seconds) => {
  const [minutes, whole, days] = [60, 3600, 86400].map((unit) => Math.trunc(seconds / unit));
  if (days > 1) return text("left.days", { n: days });
  if (whole) return whole > 1 ? text("left.hours", { n: whole }) : text("left.hour");
  if (minutes > 1) return text("left.minutes", { n: minutes });
  return text(seconds > 0 ? "left.minute" : "left.none");
};
