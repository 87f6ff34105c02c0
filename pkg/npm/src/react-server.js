/* The package's entry for React's server components, which send no script to a page: to define an element there does nothing, and
   the page stays without its button. So it says what to do, once, where a developer reads it. Other servers get the entry itself,
   in silence, because the page runs it again. */
let told;

export const define = () => {
  if (!told)
    console.error(
      'ficha: define() was called in a server component, which sends no script to the page. Put "use client" at the top of the file that calls it',
    );
  told = true;
};
