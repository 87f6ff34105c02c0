/* A browser that refuses what it is told to refuse: `break_it(name)` lets all that are called so throw while `self.broken` is that name,
   wherever a browser has them: methods, properties and classes. Loaded before anything else of the page. */
self.broken = "";
self.pause = ((real) => (time) => new Promise((done) => real.call(self, done, time)))(setTimeout);
self.refused = new Set();
{
  const refuse = (name) => {
    if (self.broken !== name) return;
    refused.add(name);
    throw new Error("the page has broken " + name);
  };
  const holders = [self, document, navigator, Intl];
  for (const name of Object.getOwnPropertyNames(self)) {
    const made = Object.getOwnPropertyDescriptor(self, name).value;
    if (typeof made === "function" && made.prototype) holders.push(made.prototype, made);
  }
  const broken = (name, value) => {
    if (!value.prototype || /^[a-z]/.test(name))
      return function (...given) {
        refuse(name);
        return value.apply(this, given);
      };
    return new Proxy(value, {
      construct(target, given, made) {
        refuse(name);
        return Reflect.construct(target, given, made);
      },
    });
  };
  self.break_it = (name) => {
    for (const holder of holders) {
      const known = Object.getOwnPropertyDescriptor(holder, name);
      if (!known?.configurable) continue;
      if (typeof known.value === "function") known.value = broken(name, known.value);
      const { get, set } = known;
      if (get)
        known.get = function () {
          refuse(name);
          return get.call(this);
        };
      if (set)
        known.set = function (value) {
          refuse(name);
          set.call(this, value);
        };
      Object.defineProperty(holder, name, known);
    }
  };
}
