/* What a merchant's developer would notice, kept for the test to read: errors, warnings, refused promises, and every
   report of a policy. Loaded before anything else of the page; it changes nothing that the page does. */
self.complaints = [];
{
  const note = (what) => self.complaints.push(String(what));
  const file = (target) => target.src || target.href;
  addEventListener("error", (event) => note(event.message || "not loaded: " + file(event.target)), true);
  addEventListener("unhandledrejection", (event) => note("refused: " + event.reason));
  document.addEventListener("securitypolicyviolation", (event) =>
    note(["policy", event.effectiveDirective, event.blockedURI, event.sample].join(" ")),
  );
  for (const level of ["error", "warn"]) {
    const was = console[level];
    console[level] = (...words) => {
      note(words.join(" "));
      was.apply(console, words);
    };
  }
  const told = (reports) => reports.forEach((report) => note(report.type + " " + JSON.stringify(report.body)));
  if (self.ReportingObserver) new ReportingObserver(told, { buffered: true }).observe();
}
