/* An old theme's script: it moves the post about once the page is there, and adds to what belongs to everybody. */
Array.prototype.contains = function (item) {
  return this.indexOf(item) !== -1;
};
jQuery.noConflict();
jQuery(function ($) {
  $("html").removeClass("no-js");
  $(".entry-content").wrap('<div class="entry-wrap"></div>');
  $(document).on("ficha:voucher", function () {
    $("[role=status]").text("Apartado hasta que pagues tu ficha");
  });
  $(document).on("ficha:paid", function () {
    $("[role=status]").text("Gracias por tu compra");
  });
});
