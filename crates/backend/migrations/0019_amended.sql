-- Whether the merchant has set this order's own price: one made from a button follows its button's otherwise.
alter table orders add column amended bigint not null default 0;
