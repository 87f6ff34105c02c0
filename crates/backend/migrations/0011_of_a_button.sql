-- The orders of one button by age, for a button that hardly any order has. Orders without one are not in it.

create index orders_of_button on orders (button, created_at, id) where button is not null;
